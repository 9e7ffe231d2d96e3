/** What branded types are made of: a plain value at run time, a name of its own for the compiler. */

declare const brand: unique symbol

/** A `Base` that the compiler keeps apart from every other `Base`, under the name `Name`. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
