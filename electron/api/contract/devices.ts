import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { deviceChoiceSchema, providerSchema } from './settings.ts';

/** How one way of using a device did in its self-test. */
const deviceTrialSchema = z.object({
  /** Provider, precision and form of attention, e.g. `webgpu-float16-decomposed`. */
  profile: z.string(),
  passed: z.boolean(),
  /** Why it could not be tried at all, in English; null where it ran. */
  failure: z.string().nullable(),
  /** The part of the networks that is furthest off the processor's results; null where none was computed. */
  worst: z
    .object({
      part: z.string(),
      /** Length of the difference over the length of the result; null where a value is no number. */
      error: z.number().nullable(),
    })
    .nullable(),
});

export const deviceTestSchema = z.object({
  /** What passed, and is used; null: nothing did, and the processor works in its place. */
  profile: z.string().nullable(),
  /** In the order in which they were tried. */
  trials: z.array(deviceTrialSchema),
  /** ISO 8601. */
  at: z.string(),
});
export type DeviceTest = z.infer<typeof deviceTestSchema>;

export const deviceOptionSchema = z.object({
  /** What `settings.device` is to be for it. */
  choice: z.string(),
  /** Of its cards, or of the processor. */
  name: z.string(),
  provider: providerSchema,
  /** The memory of its card; null where it shares the machine's, or does not tell. */
  memoryBytes: z.number().nullable(),
  /** Its last self-test; null where it has had none. The processor needs none. */
  test: deviceTestSchema.nullable(),
});
export type DeviceOption = z.infer<typeof deviceOptionSchema>;

/**
 * ONNX Runtime's libraries for CUDA, which come with no package:
 * - `unsupported`: there are none for this system, or its package does not say where
 * - `missing`: they can be fetched
 * - `installed`: Nishiki has fetched them
 * - `provided`: they lie beside ONNX Runtime already
 */
export const cudaStateSchema = z.object({
  state: z.enum(['unsupported', 'missing', 'installed', 'provided']),
  /** Whether there is a card of NVIDIA's for them. */
  hasCard: z.boolean(),
  /** What is fetched: name and version of the package. */
  package: z.string().nullable(),
  /** Where they are. */
  folder: z.string().nullable(),
  /** Libraries of the system that they need and that the system does not have, e.g. `libcudnn.so.9`. */
  lacking: z.array(z.string()),
});
export type CudaState = z.infer<typeof cudaStateSchema>;

export const deviceListSchema = z.object({
  /** As the settings have it. */
  chosen: z.string(),
  /** What this run was told to use whatever the settings say; null where it was not. */
  forced: z.string().nullable(),
  /** What `auto` means here. */
  automatic: z.string(),
  options: z.array(deviceOptionSchema),
  cuda: cudaStateSchema,
});
export type DeviceList = z.infer<typeof deviceListSchema>;

export const cudaEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('fetching'),
    bytesDone: z.number(),
    bytesTotal: z.number(),
    /** Over the last seconds; null until it is known. */
    bytesPerSecond: z.number().nullable(),
  }),
  z.object({ type: z.literal('unpacking'), bytesDone: z.number(), bytesTotal: z.number() }),
  /** Last event. */
  z.object({ type: z.literal('installed'), folder: z.string() }),
]);
export type CudaEvent = z.infer<typeof cudaEventSchema>;

export const devices = {
  list: oc.input(nothing).output(deviceListSchema),
  /** Tests a device anew, in a process of its own. Workers take the outcome over once they have finished what they do. */
  test: oc.input(z.object({ choice: deviceChoiceSchema })).output(deviceOptionSchema),
  /**
   * Fetches ONNX Runtime's CUDA libraries into the data folder. Ending the iteration keeps what has arrived; the same
   * request goes on from there.
   */
  installCuda: oc
    .errors({ CUDA_FAILED: studioErrors.CUDA_FAILED })
    .input(nothing)
    .output(eventIterator(cudaEventSchema)),
};
