import sanitize from 'sanitize-html'

/**
 * What of a merchant's description may be shown: text, lists, tables, links and the shop's own pictures, nothing that runs,
 * loads a frame, dresses the page or tells another host who looks at it. The source is kept beside it, for the export
 * gives back exactly what came in.
 */
export const cleanDescription = (html: string): string => sanitize(html, ALLOWED)

const ALLOWED: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'code', 'h2', 'h3', 'h4', 'h5', 'h6'],
    ...['strong', 'b', 'em', 'i', 'u', 's', 'small', 'sub', 'sup', 'mark', 'abbr', 'a', 'img'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption'],
    ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'target', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'loading'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
    ol: ['start'],
    abbr: ['title'],
  },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  nestingLimit: 50,
  exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs.src?.startsWith('/media/'),
  transformTags: {
    // The page has one heading of the first level, and it is the product's title.
    h1: 'h2',
    a: (tagName, attribs) => ({ tagName, attribs: { ...linkAttributes(attribs), rel: 'noopener' } }),
    img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, alt: attribs.alt ?? '', loading: 'lazy' } }),
  },
}

function linkAttributes({ target, ...attributes }: sanitize.Attributes): sanitize.Attributes {
  return target === '_blank' ? { ...attributes, target } : attributes
}
