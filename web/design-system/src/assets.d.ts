/** Files that the bundler turns into their address. */
declare module '*?url' {
  const address: string
  export default address
}
declare module '*?url&no-inline' {
  const address: string
  export default address
}

interface ImportMeta {
  readonly env: { readonly FRAMEWORK_ADDRESS: string }
}
