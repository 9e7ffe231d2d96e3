/** Empty for now. */
export default function Page() { return null }
