import { oc } from '@orpc/contract';
import { z } from 'zod';
import { promptTextSchema } from './arm.ts';
import { baseAddressSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** Where a translator answers, by the protocol of OpenAI's chat completions, which many local programs speak too. */
export const translatorEndpointSchema = z.object({
  /** Base address, e.g. `http://127.0.0.1:11434/v1`; `/chat/completions` is added. */
  address: baseAddressSchema('translator-address-invalid'),
  model: z.string().trim().min(1, 'translator-model-empty').max(200),
});
export type TranslatorEndpoint = z.infer<typeof translatorEndpointSchema>;

export const translatorStateSchema = z.object({
  /** Null while there is none, which is how it begins: nothing leaves this machine. */
  endpoint: translatorEndpointSchema.nullable(),
  /** Never the key itself. `unreadable`: it was kept by another program or user of this machine. */
  key: z.enum(['none', 'saved', 'unreadable']),
});
export type TranslatorState = z.infer<typeof translatorStateSchema>;

const { TRANSLATOR_FAILED, CANNOT_SAVE } = studioErrors;

export const translator = {
  get: oc.input(nothing).output(translatorStateSchema),
  /** A new address forgets the key: it was given for the other one. `key` null forgets it too. */
  change: oc
    .errors({ CANNOT_SAVE })
    .input(
      z.object({
        endpoint: translatorEndpointSchema.nullable(),
        key: z.string().trim().min(1).max(2000).nullable().optional(),
      }),
    )
    .output(translatorStateSchema),
  /** English for a Japanese prompt by the endpoint that the user named. The only call that leaves this machine. */
  translate: oc
    .errors({ TRANSLATOR_FAILED })
    .input(z.object({ text: promptTextSchema.min(1) }))
    .output(z.object({ english: z.string(), model: z.string() })),
};
