import { useState } from 'preact/hooks';
import { type QuarantineShown, releasePhoto } from '../api.ts';
import { useText } from '../i18n/index.ts';
import { AskFirst } from '../parts/ask-first.tsx';

type Photo = QuarantineShown['photos'][number];

/** Enough of a hash to tell photos apart at a glance. */
const SHORT_HASH = 12;

function Line({ photo, mayAct, onRelease }: { photo: Photo; mayAct: boolean; onRelease(): void }) {
  const { t, f } = useText();
  const { sha256, at, until, deaths, why } = photo;
  const short = sha256.slice(0, SHORT_HASH);
  return (
    <tr>
      <th scope="row">
        <code title={sha256}>{short}</code>
      </th>
      <td>{f.moment(Date.parse(at))}</td>
      <td>{f.count(deaths)}</td>
      <td title={why}>{f.moment(Date.parse(until))}</td>
      <td>
        <button
          type="button"
          class="button button--quiet button--alarm"
          disabled={!mayAct}
          aria-label={`${t.quarantine.release} ${short}`}
          onClick={onRelease}
        >
          {t.quarantine.release}
        </button>
      </td>
    </tr>
  );
}

/** What workers did not survive, and the way out for each. */
export function Quarantine(props: { shown: QuarantineShown; onChanged(): void }) {
  const { shown, onChanged } = props;
  const { photos, mayAct } = shown;
  const { t } = useText();
  const [asking, ask] = useState<string>();
  const [said, say] = useState<string>();
  return (
    <section class="card" aria-labelledby="quarantine">
      <h2 id="quarantine" class="heading">
        {t.quarantine.heading}
      </h2>
      <p class="hint">{photos.length > 0 ? t.quarantine.hint : t.quarantine.empty}</p>
      {photos.length > 0 && (
        <div class="scroll">
          <table class="table table--quarantine">
            <thead>
              <tr>
                <th scope="col">{t.quarantine.photo}</th>
                <th scope="col">{t.quarantine.since}</th>
                <th scope="col">{t.quarantine.deaths}</th>
                <th scope="col">{t.quarantine.until}</th>
                <th scope="col">
                  <span class="hidden">{t.quarantine.release}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {photos.map((photo) => (
                <Line key={photo.sha256} photo={photo} mayAct={mayAct} onRelease={() => ask(photo.sha256)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!mayAct && <p class="hint">{t.upkeep.lookOnly}</p>}
      <p class="upkeep__done" role="status">
        {said}
      </p>
      {asking !== undefined && (
        <AskFirst
          title={t.quarantine.releaseTitle}
          yes={t.quarantine.releaseYes}
          ready
          act={() => releasePhoto(asking)}
          onDone={({ removed }) => {
            say(removed > 0 ? t.quarantine.released : t.quarantine.gone);
            onChanged();
          }}
          onClose={() => ask(undefined)}
        >
          <p>{t.quarantine.releaseText}</p>
          <p class="hint">
            <code>{asking}</code>
          </p>
        </AskFirst>
      )}
    </section>
  );
}
