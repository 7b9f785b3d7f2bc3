import { useEffect, useRef, useState } from 'react'
import { useMessages } from './language.tsx'
import { fill } from './messages/messages.ts'
import { frames, Image, Picture, type PictureSource } from './picture.tsx'

/** The pictures of a product: large ones that scroll sideways and open whole, thumbnails that lead to them. */
export function Gallery({ title, pictures }: { title: string; pictures: readonly PictureSource[] }) {
  const { product } = useMessages()
  const { views, current } = useCurrentView(pictures)
  const shown = pictures.length > 0 ? pictures : [{ alt: title, sizes: [] }]
  return (
    <section className="gallery" aria-label={fill(product.picturesOf, { title })}>
      <ul className="gallery-views" tabIndex={0} aria-label={product.scroll} ref={views}>
        {shown.map((picture, index) => (
          <li key={index} id={`view-${index + 1}`}>
            <View picture={picture} first={index === 0} />
          </li>
        ))}
      </ul>
      {shown.length > 1 && (
        <ul className="gallery-thumbs">
          {shown.map((picture, index) => (
            <li key={index}>
              <a
                href={`#view-${index + 1}`}
                aria-current={index === current ? 'true' : undefined}
                aria-label={fill(product.pictureOf, { index: index + 1, total: shown.length, alt: picture.alt })}
              >
                <Picture picture={picture} sizes={frames.thumb} decorative />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function View({ picture, first }: { picture: PictureSource; first: boolean }) {
  const { product } = useMessages()
  const largest = picture.sizes.at(-1)
  const image = <Image picture={picture} sizes={frames.product} first={first} />
  if (!largest) return <div className="picture">{image}</div>
  return (
    <a className="picture" href={largest.url}>
      {image}
      <span className="sr">, {product.openLarge}</span>
    </a>
  )
}

/** Which view is seen: the thumbnails follow the scrolling. Without scripts the first stays marked. */
function useCurrentView(pictures: readonly PictureSource[]) {
  const views = useRef<HTMLUListElement>(null)
  const [current, setCurrent] = useState(0)
  useEffect(() => {
    const list = views.current
    if (!list) return
    const items = [...list.children]
    const observer = new IntersectionObserver(
      (entries) => {
        const seen = entries.find((entry) => entry.isIntersecting)
        if (seen) setCurrent(items.indexOf(seen.target))
      },
      { root: list, threshold: 0.6 },
    )
    for (const item of items) observer.observe(item)
    return () => observer.disconnect()
  }, [pictures])
  return { views, current }
}
