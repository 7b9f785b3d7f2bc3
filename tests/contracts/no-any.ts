import type { Api, ReplyOf, RequestOf } from '@mallhive/contract'
import type { cartApi } from '@mallhive/cart-service/contract'
import type { notificationApi } from '@mallhive/notification-service/contract'
import type { orderApi } from '@mallhive/order-service/contract'
import type { paymentApi } from '@mallhive/payment-service/contract'
import type { productApi } from '@mallhive/product-service/contract'
import type { sandboxApi } from '@mallhive/sandbox-provider/contract'
import type { userApi } from '@mallhive/user-service/contract'

type IsAny<T> = 0 extends 1 & T ? true : false

/** The path of the first `any` inside a type, or never. Deep enough for every contract. */
type AnyIn<T, Path extends string, Depth extends unknown[] = []> =
  IsAny<T> extends true
    ? Path
    : Depth['length'] extends 6
      ? never
      : T extends readonly (infer Item)[]
        ? AnyIn<Item, `${Path}[]`, [...Depth, 0]>
        : T extends object
          ? { [Key in keyof T & string]: AnyIn<T[Key], `${Path}.${Key}`, [...Depth, 0]> }[keyof T & string]
          : never

type Leaks<A extends Api> = {
  [Name in keyof A['routes'] & string]:
    | AnyIn<RequestOf<A['routes'][Name]>, `${Name} request`>
    | AnyIn<ReplyOf<A['routes'][Name]>, `${Name} reply`>
}[keyof A['routes'] & string]

type Never<T extends never> = T

/** Does not compile when an `any` leaks from a contract; the message names the path. Checked by the tidy test of types. */
export type NoAnyLeaks = [
  Never<Leaks<typeof productApi>>,
  Never<Leaks<typeof userApi>>,
  Never<Leaks<typeof cartApi>>,
  Never<Leaks<typeof orderApi>>,
  Never<Leaks<typeof paymentApi>>,
  Never<Leaks<typeof notificationApi>>,
  Never<Leaks<typeof sandboxApi>>,
]
