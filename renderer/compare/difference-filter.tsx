/** Name of the filter in the page. */
const filterId = 'compare-difference';

/** For the element that holds two pictures blended by `difference`. */
export const differenceFilter = `url(#${filterId})`;

/** The ramp from no difference to the largest: dark to bright, readable for those who see few colours too. */
export const heatRamp = ['#000004', '#420a68', '#932667', '#dd513a', '#fca50a', '#fcffa4'] as const;

const channels = [1, 3, 5].map((at) =>
  heatRamp.map((colour) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255).toFixed(3)),
);

/** |a − b| per channel → mean of the channels → amplified → colours of the ramp. Transparent stays transparent. */
export function DifferenceFilter({ gain }: { gain: number }) {
  const [red, green, blue] = channels.map((values) => values.join(' '));
  const mean = '0.33333 0.33333 0.33333 0 0';
  return (
    <svg aria-hidden width="0" height="0" className="absolute">
      <filter id={filterId} x="0" y="0" width="100%" height="100%" colorInterpolationFilters="sRGB">
        <feColorMatrix values={`${mean} ${mean} ${mean} 0 0 0 1 0`} />
        <feComponentTransfer>
          <feFuncR type="linear" slope={gain} />
          <feFuncG type="linear" slope={gain} />
          <feFuncB type="linear" slope={gain} />
        </feComponentTransfer>
        <feComponentTransfer>
          <feFuncR type="table" tableValues={red} />
          <feFuncG type="table" tableValues={green} />
          <feFuncB type="table" tableValues={blue} />
        </feComponentTransfer>
      </filter>
    </svg>
  );
}
