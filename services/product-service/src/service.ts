import { defineService, ownDatabase } from '@mallhive/chassis'
import { productApi } from '../contract/http.ts'
import { ProductConfig } from './config.ts'
import { productRoutes } from './http/routes.ts'
import { importer } from './import/importer.ts'
import { importFiles } from './import/import-files.ts'
import { catalogueVersion, FORGET_EVERY_MS } from './store/catalogue-version.ts'
import { keptAnswers } from './kept/kept-answers.ts'
import { mediaFolder } from './media/media-folder.ts'
import { copyPictures } from './media/picture-copying.ts'
import { pictureSource } from './media/picture-source.ts'
import { postgresCatalogue } from './store/catalogue.ts'
import { postgresCategories } from './store/categories.ts'
import { postgresExport } from './store/export-products.ts'
import { postgresImportJobs } from './store/import-jobs.ts'
import { postgresOffers } from './store/offers.ts'
import { postgresPictures } from './store/pictures.ts'
import { postgresSearch } from './store/product-search-postgres.ts'
import { postgresReservations } from './store/reservations.ts'
import { postgresShowcase } from './store/showcase.ts'
import { stockFaults } from './store/stock-check.ts'
import { tightenOversell } from './store/stock-levels.ts'
import { postgresStock } from './store/stock.ts'
import type { ProductTables } from './store/tables.ts'

const HOUR_MS = 3_600_000
const IMPORT_POLL_MS = 2_000
const PICTURES_POLL_MS = 3_000

export const productService = defineService(
  {
    api: productApi,
    config: ProductConfig,
    needs: {},
    database: ownDatabase<ProductTables>(new URL('../migrations/', import.meta.url)),
  },
  ({ config, database, serve, every, onStop, clock, log }) => {
    const currency = config.SHOP_CURRENCY
    const reservations = postgresReservations(database)

    every('held-past-their-time', config.HOLD_SWEEP_MS, () =>
      reservations.expire({ actor: productApi.service, at: clock() }),
    )
    every('tighten-oversell', HOUR_MS, () => tightenOversell(database.read))
    every('stock-check', HOUR_MS, async () => {
      const faults = await stockFaults(database.read)
      if (faults.length > 0) log.error({ faults }, 'stock, its ledger and its reservations do not agree')
    })

    const version = catalogueVersion(database.read, clock)
    const kept = keptAnswers(version, { bytesMax: config.ANSWERS_BYTES_MAX })
    every('forget-changes', FORGET_EVERY_MS, version.forget)

    const jobs = postgresImportJobs(database, clock)
    const files = importFiles(config.IMPORT_DIR)
    const importing = importer({ jobs, files, currency, clock, log })
    // A step at a time, so that a service that stops waits for one step only.
    const wakeImporter = every('imports', IMPORT_POLL_MS, async () => {
      if (await importing.step()) wakeImporter()
    })
    onStop(importing.close)

    const pictures = postgresPictures(database)
    const folder = mediaFolder(config.MEDIA_DIR)
    const fetch = pictureSource(config.PICTURE_FOLDER)
    const wakeCopying = every('pictures', PICTURES_POLL_MS, async () => {
      if (await copyPictures({ pictures, folder, fetch, clock, log })) wakeCopying()
    })

    productRoutes({
      serve,
      clock,
      currency,
      version,
      kept,
      reservations,
      pictures,
      wakeImporter,
      catalogue: postgresCatalogue(database),
      search: postgresSearch(database.read, { currency, kept }),
      showcase: postgresShowcase(database),
      offers: postgresOffers(database.read, clock),
      categories: postgresCategories(database),
      stock: postgresStock(database),
      exported: postgresExport(database),
      importJobs: jobs,
      importFiles: files,
      mediaFolder: folder,
    })
  },
)
