import { useMutation } from '@tanstack/react-query';
import { Square, Trash2 } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { GridAxis } from '../../electron/api/contract/grid-axis.ts';
import type { Grid } from '../../electron/api/contract/grids.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { studio } from '../api/studio.ts';
import { refreshGrids, resumeGrid, stopGrid } from '../state/grid-runs.ts';
import type { GridCell, OpenGrid } from '../state/grid-runs.ts';
import { lastShown, noteRow, pictureAddress, useReturn } from '../state/opened-from.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { FigureButton } from '../ui/figure-button.tsx';
import { nameModels } from '../ui/model-names.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Slider } from '../ui/slider.tsx';
import { orReport } from '../ui/or-report.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayAnySampler } from '../ui/say-sampler.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { useLibrary } from '../state/use-library.ts';
import { figureOfGrid } from './figure-of-grid.ts';
import { fitTable, largestSide, smallestSide, tableGap, useGridView } from './grid-view.ts';
import { nameOfVae } from './vae-axis.ts';

/** Around the table; of the names over the columns. CSS pixels. */
const padding = 16;
const headHeight = 32;

interface GridTableProps {
  grid: Grid;
  models: readonly Model[];
  /** What the studio goes on with of it; null where that is nothing. */
  live: OpenGrid | null;
}

/** The table: columns are x, rows are y, z is turned over like sheets. */
export function GridTable({ grid, models, live }: GridTableProps) {
  const { t } = useTranslation();
  const { axes, arm, settings } = grid.request;
  const [x, y, z] = axes;
  const columns = x?.values.length ?? 1;
  const rows = y?.values ?? [''];
  const name = useValueNames(models);
  const { pictures } = grid;
  const isGoing = live !== null && !live.error;
  const [sheet, setSheet] = useState(() => {
    const last = lastShown(pictures);
    return last === null ? 0 : Math.floor(pictures.indexOf(last) / (columns * rows.length));
  });
  const { side: chosen } = useGridView();
  const [measure, space] = useElementSize();
  const [measureNames, names] = useElementSize();
  const table = useRef<HTMLDivElement>(null);
  useReturn(table, pictures);
  const fitting = space
    ? fitTable(columns, rows.length, settings.width / settings.height, {
        width: space.width - 2 * padding - tableGap - (names?.width ?? 0),
        height: space.height - 2 * padding - tableGap - headHeight,
      })
    : null;
  const side = chosen ?? fitting ?? 0;
  const beside = pictures.filter((id) => id !== null);
  const address = `/compare/grids?grid=${grid.id}`;
  const join = useCallback(
    (element: HTMLDivElement | null) => {
      table.current = element;
      return measure(element);
    },
    [measure],
  );
  const there = beside.length;
  const restore = useMutation({
    mutationFn: () => studio.grids.restore({ id: grid.id }),
    onSuccess: () => {
      refreshGrids();
      showToast(t('grids.restored'));
    },
  });
  const remove = useMutation({
    mutationFn: () => studio.grids.remove({ id: grid.id }),
    onSuccess: () => {
      refreshGrids();
      showToast(t('grids.removed'), { label: t('common.undo'), run: () => restore.mutate() });
    },
  });
  if (!x) return null;
  const height = Math.round((side * settings.height) / settings.width);
  return (
    <div className="flex min-h-0 min-w-0 grow flex-col">
      <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-3 border-b border-line px-4 py-1.5">
        <span className="min-w-0 truncate text-sm" title={arm.prompt}>
          {arm.prompt}
        </span>
        {z ? (
          <Segmented
            label={t('grids.sheet', { parameter: t(`grids.parameters.${z.parameter}`) })}
            value={String(sheet)}
            onValueChange={(value) => setSheet(Number(value))}
            choices={z.values.map((value, index) => ({
              value: String(index),
              label: name(z, value),
            }))}
            look="chips"
          />
        ) : null}
        <div className="ml-auto flex items-center gap-3">
          <Slider
            label={t('grids.size')}
            value={side}
            onValueChange={(next) => useGridView.setState({ side: next })}
            min={smallestSide}
            max={largestSide}
            step={4}
            className="w-28"
          />
          <Button
            size="small"
            look="quiet"
            title={t('grids.fitName')}
            aria-pressed={chosen === null}
            className="-ml-2 aria-pressed:bg-ink/8"
            onClick={() => useGridView.setState({ side: null })}
          >
            {t('viewport.fit')}
          </Button>
          <span className="figures text-xs text-quiet">
            {there} / {pictures.length}
          </span>
          {isGoing ? (
            <Button
              size="small"
              disabled={live.isStopping}
              title={t('queue.goesOn')}
              onClick={() => orReport(stopGrid(grid.id), t)}
            >
              <Square aria-hidden className="size-3.5" />
              {t(live.isStopping ? 'queue.stopping' : 'grids.stop')}
            </Button>
          ) : null}
          {there < pictures.length && !isGoing ? (
            <Button size="small" onClick={() => orReport(resumeGrid(grid.id), t)}>
              {t('grids.resume')}
            </Button>
          ) : null}
          <FigureButton
            name="nishiki-grid"
            figure={() => figureOfGrid(grid, pictures, name, t)}
            disabled={there === 0}
          />
          <IconButton
            size="small"
            label={t('grids.remove')}
            disabled={isGoing}
            icon={<Trash2 aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() => remove.mutate()}
          />
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by keys */}
      <div
        ref={join}
        className="min-h-0 grow overflow-auto p-4"
        tabIndex={0}
        role="region"
        aria-label={t('grids.table')}
      >
        <table className="border-separate border-spacing-1">
          <thead>
            <tr>
              {y ? <td ref={measureNames} /> : null}
              {x.values.map((value) => (
                <th
                  key={value}
                  scope="col"
                  className="figures px-1 pb-1 text-sm font-normal"
                  style={{ maxWidth: side }}
                >
                  <span className="block truncate" title={name(x, value)}>
                    {name(x, value)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={row}>
                {y ? (
                  <th scope="row" className="figures max-w-40 pr-2 text-right text-sm font-normal">
                    {name(y, row)}
                  </th>
                ) : null}
                {x.values.map((value, c) => {
                  const place = c + x.values.length * (r + rows.length * sheet);
                  return (
                    <td key={value} className="p-0">
                      <Cell
                        pictureId={pictures[place] ?? null}
                        address={address}
                        beside={beside}
                        current={live?.current?.place === place ? live.current : null}
                        name={[name(x, value), y ? name(y, row) : ''].join(' ')}
                        width={side}
                        height={height}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Models and VAEs by their names, everything else as it is written. */
function useValueNames(models: readonly Model[]) {
  const { t, i18n } = useTranslation();
  const library = useLibrary();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  return ({ parameter }: GridAxis, value: string): string => {
    switch (parameter) {
      case 'model':
        return nameModels(models, language).get(value) ?? value;
      case 'sampler':
        return sayAnySampler(value, t);
      case 'promptSyntax':
        return t(`create.reading.${value}`, { defaultValue: value });
      case 'noiseSource':
        return t(`create.noise.${value}`, { defaultValue: value });
      case 'int8':
        return t(value === 'on' ? 'grids.int8On' : 'grids.int8Off');
      case 'vae':
        return nameOfVae(value, library) ?? t('grids.ownVae');
      case 'replace':
      case 'negative':
        return value;
      default:
        return `${t(`grids.parameters.${parameter}`)} ${value}`;
    }
  };
}

interface CellProps {
  pictureId: string | null;
  /** Of this grid: where the viewer leads back to. */
  address: string;
  /** Ids of the grid's pictures. */
  beside: readonly string[];
  current: GridCell | null;
  name: string;
  width: number;
  height: number;
}

function Cell({ pictureId, address, beside, current, name, width, height }: CellProps) {
  const { t } = useTranslation();
  if (pictureId !== null) {
    return (
      <Link
        href={pictureAddress(pictureId, address)}
        data-picture={pictureId}
        onClick={() => noteRow(address, beside)}
        aria-label={t('grids.open', { name })}
        className="block overflow-hidden rounded-sm"
      >
        <PictureImage
          pictureId={pictureId}
          size={width > 256 ? 'full' : 'thumbnail'}
          alt={name}
          className="object-cover"
          style={{ width, height }}
        />
      </Link>
    );
  }
  return (
    <div className="relative overflow-hidden rounded-sm bg-sunk" style={{ width, height }}>
      {current?.preview ? <img src={current.preview} alt="" className="size-full" /> : null}
      {current?.calibrates ? (
        <p className="figures absolute inset-0 flex items-center justify-center p-2 text-center text-xs text-quiet">
          {t('queue.calibrating', { step: current.step, steps: current.steps })}
        </p>
      ) : null}
      {current ? (
        <ProgressBar
          label={name}
          value={current.step / current.steps}
          className="absolute inset-x-2 bottom-2 w-auto"
        />
      ) : null}
    </div>
  );
}
