/** The mark: two rings that hold each other. */
export function Mark({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" strokeWidth={3.4} aria-hidden>
      <circle cx="12" cy="16" r="8.2" stroke="var(--accent)" />
      <circle cx="20" cy="16" r="8.2" stroke="var(--warm)" />
      <path d="M12 7.8a8.2 8.2 0 0 1 5.8 2.4" stroke="var(--accent)" strokeLinecap="round" />
    </svg>
  )
}
