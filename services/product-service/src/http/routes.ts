import { catalogueRoutes, type CatalogueParts } from './catalogue-routes.ts'
import { categoryRoutes, type CategoryParts } from './category-routes.ts'
import { exportRoutes, type ExportParts } from './export-routes.ts'
import { importRoutes, type ImportParts } from './import-routes.ts'
import { listRoutes, type ListParts } from './list-routes.ts'
import { pictureRoutes, type PictureParts } from './picture-routes.ts'
import { reservationRoutes, type ReservationParts } from './reservation-routes.ts'
import { stockRoutes, type StockParts } from './stock-routes.ts'

export type ProductParts = CatalogueParts &
  ListParts &
  CategoryParts &
  StockParts &
  ReservationParts &
  ImportParts &
  ExportParts &
  PictureParts

/** All that this service offers. */
export function productRoutes(parts: ProductParts): void {
  catalogueRoutes(parts)
  listRoutes(parts)
  categoryRoutes(parts)
  stockRoutes(parts)
  reservationRoutes(parts)
  importRoutes(parts)
  exportRoutes(parts)
  pictureRoutes(parts)
}
