import { useTranslation } from 'react-i18next';

const steps = ['licence', 'download', 'import'] as const;
/** How the published model comes in: it is gated, so only the user can fetch it. */
export function RealModelSteps() {
  const { t } = useTranslation();
  return (
    <section
      aria-labelledby="real-model"
      className="flex flex-col gap-3 border-t border-line p-5 text-sm"
    >
      <h2 id="real-model" className="text-base font-medium">
        {t('models.real.title')}
      </h2>
      <ol className="flex flex-col gap-3">
        {steps.map((step, index) => (
          <li key={step} className="flex gap-3">
            <span aria-hidden className="figures w-4 shrink-0 text-quiet">
              {index + 1}
            </span>
            <p className="min-w-0">{t(`models.real.steps.${step}`)}</p>
          </li>
        ))}
      </ol>
      <p className="text-xs text-quiet">{t('models.real.partner')}</p>
    </section>
  );
}
