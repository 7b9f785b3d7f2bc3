import type { ComponentProps } from 'react'
import { join } from './button.tsx'

/** A picture as product-service tells it. Without sizes it could not be copied: the frame shows the drawn placeholder. */
export interface PictureSource {
  readonly alt: string
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly sizes: readonly { readonly width: number; readonly url: string }[]
}

/** How wide the frames are, for the browser to choose a size before it knows the layout. */
export const frames = {
  good: '(min-width: 68rem) 302px, (min-width: 46rem) 33vw, 50vw',
  listed: '(min-width: 80rem) 320px, (min-width: 46rem) 30vw, 50vw',
  product: '(min-width: 80rem) 580px, (min-width: 46rem) 50vw, 100vw',
  line: '112px',
  thumb: '72px',
  wide: '100vw',
  room: '(min-width: 48rem) 50vw, 100vw',
} as const

interface PictureProps {
  picture: PictureSource | undefined
  sizes?: string
  /** The first picture of a page: fetched at once and before others. */
  first?: boolean
  /** Words beside it say what it shows, so a screen reader need not. */
  decorative?: boolean
}

/** The frame of constant shape (4:5 unless its place says otherwise) with the picture in it. */
export function Picture({ className, ...props }: PictureProps & { className?: string }) {
  return (
    <div className={join('picture', className)}>
      <Image {...props} />
    </div>
  )
}

/** The picture without its frame. */
export function Image({ picture, sizes = frames.good, first = false, decorative = false }: PictureProps) {
  const largest = picture?.sizes.at(-1)
  if (!picture || !largest) return <Placeholder label={decorative ? '' : (picture?.alt ?? '')} />
  const image: ComponentProps<'img'> = {
    src: largest.url,
    srcSet: picture.sizes.map(({ url, width }) => `${url} ${width}w`).join(', '),
    sizes,
    alt: decorative ? '' : picture.alt,
    width: picture.width ?? 800,
    height: picture.height ?? 1000,
    decoding: 'async',
    ...(first ? { fetchPriority: 'high' } : { loading: 'lazy' }),
  }
  return <img {...image} />
}

/** Drawn here, so that it never fails to load. Its colours are those of the demo's pictures: a wall, a table, a frame. */
export function Placeholder({ label = '' }: { label?: string }) {
  const says = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true }
  return (
    <svg className="placeholder" viewBox="0 0 800 1000" preserveAspectRatio="xMidYMid slice" {...says}>
      <rect width="800" height="1000" fill="#d6d5d1" />
      <rect y="610" width="800" height="390" fill="#dedcd9" />
      <g fill="none" stroke="#6d7272" strokeWidth="7" strokeLinejoin="round" strokeLinecap="round" opacity=".55">
        <rect x="290" y="390" width="220" height="220" rx="14" />
        <path d="M290 560l66-66 52 52 34-34 68 68" />
        <circle cx="440" cy="456" r="18" />
      </g>
    </svg>
  )
}
