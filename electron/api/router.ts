import { implement, ORPCError } from '@orpc/server';
import type { Studio } from '../services/studio.ts';
import { describeDatabaseFailure } from '../services/studio-error.ts';
import { contract } from './contract/contract.ts';
import { isAbort, mapErrors, toContractError } from './contract-failures.ts';

/** The contract over one open studio; the doors serve it over their transports. */
export function createRouter(studio: Studio) {
  const { generation, queue, gallery, organise, inputs, comparisons, prompts, models, tokens } =
    studio;
  const {
    calibration,
    packs,
    votes,
    grids,
    translator,
    scores,
    settings,
    remote,
    system,
    hub,
    diagnostics,
  } = studio;
  /** Writes a failure down and gives it the contract's form. */
  function fail(path: readonly string[], thrown: unknown, input: unknown): unknown {
    const error = describeDatabaseFailure(thrown, studio.dataFolder);
    const unexpected = diagnostics.requestFailed(path.join('.'), error, input);
    const isTold = unexpected === null || error instanceof ORPCError || isAbort(error);
    return isTold
      ? toContractError(error)
      : new ORPCError('INTERNAL_SERVER_ERROR', { data: unexpected, cause: error });
  }
  const os = implement(contract).use(async ({ next, path }, input) => {
    try {
      return await next();
    } catch (error) {
      throw fail(path, error, input);
    }
  });
  /** A stream whose failures are told so too. */
  function told<Event>(
    { path, input }: { readonly path: readonly string[]; readonly input: unknown },
    events: AsyncGenerator<Event, void, void>,
  ): AsyncGenerator<Event, void, void> {
    return mapErrors(events, (error) => fail(path, error, input));
  }
  return os.router({
    generation: {
      run: os.generation.run.handler(({ path, input, signal }) =>
        told({ path, input }, generation.run(input, { signal })),
      ),
      cancel: os.generation.cancel.handler(({ input }) => generation.cancel(input)),
      forecast: os.generation.forecast.handler(({ input }) => generation.forecast(input)),
      active: os.generation.active.handler(() => generation.active()),
    },
    queue: {
      submit: os.queue.submit.handler(({ input }) => queue.submit(input)),
      follow: os.queue.follow.handler(({ path, input, signal }) =>
        told({ path, input }, queue.follow(input, { signal })),
      ),
      list: os.queue.list.handler(() => queue.list()),
      watch: os.queue.watch.handler(({ path, input, signal }) =>
        told({ path, input }, queue.watch({ signal })),
      ),
      move: os.queue.move.handler(({ input }) => queue.move(input)),
      setPriority: os.queue.setPriority.handler(({ input }) => queue.setPriority(input)),
      pause: os.queue.pause.handler(() => queue.pause()),
      resume: os.queue.resume.handler(() => queue.resume()),
      cancel: os.queue.cancel.handler(({ input }) => queue.cancel(input)),
      cancelAll: os.queue.cancelAll.handler(() => queue.cancelAll()),
      retry: os.queue.retry.handler(({ input }) => queue.retry(input)),
      edit: os.queue.edit.handler(({ input }) => queue.edit(input)),
      clear: os.queue.clear.handler(() => queue.clear()),
    },
    gallery: {
      list: os.gallery.list.handler(({ input }) => gallery.list(input)),
      browse: os.gallery.browse.handler(({ input }) => gallery.browse(input)),
      newest: os.gallery.newest.handler(({ input }) => gallery.newest(input)),
      facets: os.gallery.facets.handler(({ input }) => gallery.facets(input)),
      get: os.gallery.get.handler(({ input }) => gallery.get(input)),
      import: os.gallery.import.handler(({ path, input, signal }) =>
        told({ path, input }, studio.pictureImport.import(input, { signal })),
      ),
      add: os.gallery.add.handler(({ input }) => studio.pictureImport.add(input)),
      remove: os.gallery.remove.handler(({ input }) => gallery.remove(input)),
      restore: os.gallery.restore.handler(({ input }) => gallery.restore(input)),
      mark: os.gallery.mark.handler(({ input }) => organise.mark(input)),
      restoreMarks: os.gallery.restoreMarks.handler(({ input }) => organise.restoreMarks(input)),
      purge: os.gallery.purge.handler(({ input }) => gallery.purge(input)),
      findDuplicates: os.gallery.findDuplicates.handler(({ path, input, signal }) =>
        told({ path, input }, gallery.findDuplicates({ signal })),
      ),
      watch: os.gallery.watch.handler(({ path, input, signal }) =>
        told({ path, input }, studio.galleryChanges.watch({ signal })),
      ),
      duplicatesBeyondBest: os.gallery.duplicatesBeyondBest.handler(() =>
        gallery.duplicatesBeyondBest(),
      ),
      lineage: os.gallery.lineage.handler(({ input }) => gallery.lineage(input)),
    },
    exports: {
      sheet: os.exports.sheet.handler(({ input }) => studio.exports.sheet(input)),
      picture: os.exports.picture.handler(({ input }) => studio.exports.picture(input)),
    },
    inputs: {
      add: os.inputs.add.handler(({ input }) => inputs.add(input)),
      readRecipe: os.inputs.readRecipe.handler(({ input }) => inputs.readRecipe(input)),
      addPicture: os.inputs.addPicture.handler(({ input }) => inputs.addPicture(input)),
    },
    boards: {
      list: os.boards.list.handler(() => organise.boards.list()),
      create: os.boards.create.handler(({ input }) => organise.boards.create(input)),
      rename: os.boards.rename.handler(({ input }) => organise.boards.rename(input)),
      remove: os.boards.remove.handler(({ input }) => organise.boards.remove(input)),
    },
    savedSearches: {
      list: os.savedSearches.list.handler(() => organise.savedSearches.list()),
      save: os.savedSearches.save.handler(({ input }) => organise.savedSearches.save(input)),
      remove: os.savedSearches.remove.handler(({ input }) => organise.savedSearches.remove(input)),
    },
    comparisons: {
      list: os.comparisons.list.handler(({ input }) => comparisons.list(input)),
      get: os.comparisons.get.handler(({ input }) => comparisons.get(input)),
      measure: os.comparisons.measure.handler(({ input }) => comparisons.measure(input)),
      measurePictures: os.comparisons.measurePictures.handler(({ input }) =>
        comparisons.measurePictures(input),
      ),
      previews: os.comparisons.previews.handler(({ input }) => comparisons.previews(input)),
    },
    packs: {
      list: os.packs.list.handler(() => packs.list()),
      add: os.packs.add.handler(({ input }) => packs.add(input)),
      remove: os.packs.remove.handler(({ input }) => packs.remove(input)),
      start: os.packs.start.handler(({ input }) => packs.start(input)),
      goOn: os.packs.goOn.handler(({ input }) => packs.goOn(input)),
      stop: os.packs.stop.handler(({ input }) => packs.stop(input)),
      watch: os.packs.watch.handler(({ path, input, signal }) =>
        told({ path, input }, packs.watch({ signal })),
      ),
      run: os.packs.run.handler(({ path, input, signal }) =>
        told({ path, input }, packs.run(input, { signal })),
      ),
      resume: os.packs.resume.handler(({ path, input, signal }) =>
        told({ path, input }, packs.resume(input, { signal })),
      ),
      runs: os.packs.runs.handler(() => packs.runs()),
      comparisons: os.packs.comparisons.handler(({ input }) => packs.comparisons(input)),
      report: os.packs.report.handler(({ input }) => packs.report(input)),
    },
    votes: {
      next: os.votes.next.handler(({ input }) => votes.next(input)),
      cast: os.votes.cast.handler(({ input }) => votes.cast(input)),
      retract: os.votes.retract.handler(({ input }) => votes.retract(input)),
      ratings: os.votes.ratings.handler(({ input }) => votes.ratings(input)),
      export: os.votes.export.handler(({ input }) => votes.export(input)),
    },
    grids: {
      list: os.grids.list.handler(() => grids.list()),
      start: os.grids.start.handler(({ input }) => grids.start(input)),
      goOn: os.grids.goOn.handler(({ input }) => grids.goOn(input)),
      stop: os.grids.stop.handler(({ input }) => grids.stop(input)),
      watch: os.grids.watch.handler(({ path, input, signal }) =>
        told({ path, input }, grids.watch({ signal })),
      ),
      remove: os.grids.remove.handler(({ input }) => grids.remove(input)),
      restore: os.grids.restore.handler(({ input }) => grids.restore(input)),
    },
    prompts: {
      list: os.prompts.list.handler(({ input }) => prompts.list(input)),
      setFavourite: os.prompts.setFavourite.handler(({ input }) => prompts.setFavourite(input)),
      remove: os.prompts.remove.handler(({ input }) => prompts.remove(input)),
      restore: os.prompts.restore.handler(({ input }) => prompts.restore(input)),
      wildcards: os.prompts.wildcards.handler(() => prompts.wildcards()),
      words: os.prompts.words.handler(({ input }) => prompts.words(input)),
      translate: os.prompts.translate.handler(({ input }) => prompts.translate(input)),
    },
    styles: {
      list: os.styles.list.handler(() => studio.styles.list()),
      save: os.styles.save.handler(({ input }) => studio.styles.save(input)),
      remove: os.styles.remove.handler(({ input }) => studio.styles.remove(input)),
      import: os.styles.import.handler(({ input }) => studio.styles.import(input)),
      export: os.styles.export.handler(() => studio.styles.export()),
    },
    models: {
      list: os.models.list.handler(() => models.list()),
      import: os.models.import.handler(({ path, input, signal }) =>
        told({ path, input }, models.import(input, { signal })),
      ),
      change: os.models.change.handler(({ input }) => models.change(input)),
      relink: os.models.relink.handler(({ input }) => models.relink(input)),
      find: os.models.find.handler(({ path, input, signal }) =>
        told({ path, input }, models.find(input, { signal })),
      ),
      check: os.models.check.handler(({ path, input, signal }) =>
        told({ path, input }, models.check(input, { signal })),
      ),
      calibrate: os.models.calibrate.handler(({ path, input, signal }) =>
        told({ path, input }, calibration.run(input, { signal })),
      ),
      licence: os.models.licence.handler(({ input }) => models.licence(input)),
      acceptLicence: os.models.acceptLicence.handler(({ input }) => models.acceptLicence(input)),
      remove: os.models.remove.handler(({ input }) => models.remove(input)),
    },
    additions: {
      list: os.additions.list.handler(() => studio.additions.list()),
      add: os.additions.add.handler(({ input }) => studio.additions.add(input)),
      change: os.additions.change.handler(({ input }) => studio.additions.change(input)),
      relink: os.additions.relink.handler(({ input }) => studio.additions.relink(input)),
      remove: os.additions.remove.handler(({ input }) => studio.additions.remove(input)),
      restore: os.additions.restore.handler(({ input }) => studio.additions.restore(input)),
      fits: os.additions.fits.handler(({ input }) => studio.additions.fits(input)),
    },
    hub: {
      state: os.hub.state.handler(() => hub.state()),
      change: os.hub.change.handler(({ input }) => hub.change(input)),
      download: os.hub.download.handler(({ path, input, signal }) =>
        told({ path, input }, hub.download(input, { signal })),
      ),
    },
    translator: {
      get: os.translator.get.handler(() => translator.get()),
      change: os.translator.change.handler(({ input }) => translator.change(input)),
      translate: os.translator.translate.handler(({ input }) => translator.translate(input)),
    },
    scores: {
      watch: os.scores.watch.handler(({ path, input, signal }) =>
        told({ path, input }, scores.watch({ signal })),
      ),
      scorers: os.scores.scorers.handler(() => scores.scorers()),
      find: os.scores.find.handler(({ input, signal }) => scores.find(input, { signal })),
      run: os.scores.run.handler(({ path, input, signal }) =>
        told({ path, input }, scores.run(input, { signal })),
      ),
    },
    cleaning: {
      score: os.cleaning.score.handler(({ path, input, signal }) =>
        told({ path, input }, studio.cleaning.score(input, { signal })),
      ),
      last: os.cleaning.last.handler(() => studio.cleaning.last()),
      pairs: os.cleaning.pairs.handler(({ input }) => studio.cleaning.pairs(input)),
      pair: os.cleaning.pair.handler(({ input }) => studio.cleaning.pair(input)),
      export: os.cleaning.export.handler(({ path, input, signal }) =>
        told({ path, input }, studio.cleaning.export(input, { signal })),
      ),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      change: os.settings.change.handler(({ input }) => settings.change(input)),
    },
    devices: {
      list: os.devices.list.handler(() => studio.devices.list()),
      test: os.devices.test.handler(({ input, signal }) => studio.devices.test(input, { signal })),
      installCuda: os.devices.installCuda.handler(({ path, input, signal }) =>
        told({ path, input }, studio.devices.installCuda({ signal })),
      ),
    },
    remote: {
      state: os.remote.state.handler(() => remote.state()),
      change: os.remote.change.handler(({ input }) => remote.change(input)),
      token: os.remote.token.handler(() => remote.token()),
    },
    tokens: {
      inspect: os.tokens.inspect.handler(({ input }) => tokens.inspect(input)),
      read: os.tokens.read.handler(({ input }) => tokens.read(input)),
    },
    system: {
      info: os.system.info.handler(() => system.info()),
    },
    diagnostics: {
      state: os.diagnostics.state.handler(() => diagnostics.state()),
      change: os.diagnostics.change.handler(({ input }) => diagnostics.change(input)),
      lines: os.diagnostics.lines.handler(({ input }) => diagnostics.lines(input)),
      reportPage: os.diagnostics.reportPage.handler(({ input }) => diagnostics.reportPage(input)),
      dismiss: os.diagnostics.dismiss.handler(() => diagnostics.dismiss()),
      bundle: os.diagnostics.bundle.handler(() => diagnostics.bundle()),
    },
  });
}
