/** Lets the compiler accept the style sheet, which the bundler handles. */
declare module '*.css'
