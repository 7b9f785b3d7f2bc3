import { addressOf } from './addresses.ts'
import { ButtonLink } from './button.tsx'
import { useFormats, useMessages } from './language.tsx'
import { frames, Image, Picture, type PictureSource } from './picture.tsx'

interface HeroProps {
  title: string
  text: string
  action: string
  href: string
  wide: PictureSource
  /** For a phone, where the wide one would be a strip. */
  tall: PictureSource
}

/** The one strong picture and sentence of the homepage. */
export function Hero({ title, text, action, href, wide, tall }: HeroProps) {
  const set = (picture: PictureSource) => picture.sizes.map(({ url, width }) => `${url} ${width}w`).join(', ')
  return (
    <section className="hero" aria-labelledby="hero">
      <div className="picture">
        <picture>
          <source
            media="(max-width: 47.99rem)"
            srcSet={set(tall)}
            sizes={frames.wide}
            width={tall.width ?? 800}
            height={tall.height ?? 1000}
          />
          <Image picture={wide} sizes={frames.wide} first />
        </picture>
      </div>
      <div className="hero-words">
        <h1 id="hero">{title}</h1>
        <p>{text}</p>
        <ButtonLink href={href}>{action}</ButtonLink>
      </div>
    </section>
  )
}

/** Departments as rooms: the first large, the last wide. Four of them fill the grid. */
export function Rooms({ rooms }: { rooms: readonly Room[] }) {
  const { shop } = useMessages()
  const format = useFormats()
  return (
    <div className="rooms">
      {rooms.map(({ handle, title, productCount, picture }) => (
        <a className="room" key={handle} href={addressOf.category(handle)}>
          <Picture picture={picture} sizes={frames.room} decorative />
          <h3>
            {title}{' '}
            <span>
              <span aria-hidden="true">{format.number(productCount)}</span>
              <span className="sr">{format.count(productCount, shop.things)}</span>
            </span>
          </h3>
        </a>
      ))}
    </div>
  )
}
export interface Room {
  readonly handle: string
  readonly title: string
  readonly productCount: number
  readonly picture?: PictureSource | undefined
}

/** What the shop promises. Only what it keeps. */
export function Promises({ label, items }: { label: string; items: readonly { title: string; text: string }[] }) {
  return (
    <section className="section" aria-label={label}>
      <dl className="promise">
        {items.map(({ title, text }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
