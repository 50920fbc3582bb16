/** Keyword of the PNG text chunk that holds XMP (XMP specification, part 3). */
export const xmpKeyword = 'XML:com.adobe.xmp';
/** Beginning of a JPEG file's APP1 segment that holds XMP. */
export const xmpSegmentName = 'http://ns.adobe.com/xap/1.0/\0';

/** IPTC's term for a picture made by a trained model, which viewers and search engines show as "made with AI". */
const trainedAlgorithmicMedia =
  'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const ownNamespace = 'urn:x-nishiki:xmp:1';

export interface XmpTexts {
  /** e.g. `Nishiki 0.1.0`. */
  readonly creatorTool: string;
  /** ISO date; left out where the recipe is. */
  readonly createDate?: string | undefined;
  /** The recipe as JSON; left out where the picture is to keep its secrets. */
  readonly recipe?: string | undefined;
}

/** An XMP packet that says who made the picture and that no camera did; with the recipe where it is given. */
export function createXmp({ creatorTool, createDate, recipe }: XmpTexts): string {
  const properties = [
    `<Iptc4xmpExt:DigitalSourceType>${trainedAlgorithmicMedia}</Iptc4xmpExt:DigitalSourceType>`,
    `<xmp:CreatorTool>${escapeXml(creatorTool)}</xmp:CreatorTool>`,
    ...(createDate === undefined
      ? []
      : [`<xmp:CreateDate>${escapeXml(createDate)}</xmp:CreateDate>`]),
    ...(recipe === undefined ? [] : [`<nishiki:recipe>${escapeXml(recipe)}</nishiki:recipe>`]),
  ];
  return (
    `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>` +
    `<x:xmpmeta xmlns:x="adobe:ns:meta/">` +
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
    `<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
    ` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"` +
    ` xmlns:nishiki="${ownNamespace}">${properties.join('')}</rdf:Description>` +
    `</rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
  );
}

/** The recipe that `createXmp` wrote, also after another program has laid the packet out anew; null where there is none. */
export function readRecipeOfXmp(xmp: string): string | null {
  const match =
    /<nishiki:recipe>([^<]*)<\/nishiki:recipe>/.exec(xmp) ?? /nishiki:recipe="([^"]*)"/.exec(xmp);
  return match?.[1] === undefined ? null : unescapeXml(match[1]);
}

/**
 * The text of an XMP property, as an element or an attribute; of one in several languages the first.
 *
 * @param property with the prefix that its writer gives it, e.g. `exif:UserComment`
 */
export function readXmpText(xmp: string, property: string): string | null {
  const open = new RegExp(`<${property}(?:\\s[^<>]*)?>`).exec(xmp);
  if (open === null) {
    const attribute = new RegExp(`\\s${property}="([^"]*)"`).exec(xmp)?.[1];
    return attribute === undefined ? null : unescapeXml(attribute);
  }
  const start = open.index + open[0].length;
  const end = xmp.indexOf(`</${property}>`, start);
  if (end < 0) return null;
  const inner = xmp.slice(start, end);
  const item = /<rdf:li[^<>]*>([^<]*)<\/rdf:li>/.exec(inner)?.[1] ?? inner;
  return item.includes('<') ? null : unescapeXml(item.trim());
}

/** Control characters that XML cannot hold are in no recipe: JSON writes them as `\u…`. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex, dec, name) => {
      if (name) return entities[name as string] ?? whole;
      const code = hex ? Number.parseInt(hex as string, 16) : Number(dec);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
