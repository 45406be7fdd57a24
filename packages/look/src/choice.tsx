/** A few things of which one is chosen. */
export function Choice<Value extends string>(props: {
  label: string;
  options: readonly { value: Value; text: string; title?: string; lang?: string }[];
  chosen: Value;
  onChoose(value: Value): void;
}) {
  const { label, options, chosen, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend class="hidden">{label}</legend>
      {options.map(({ value, text, title, lang }) => (
        <button
          key={value}
          type="button"
          class="choice__button"
          lang={lang}
          aria-pressed={value === chosen}
          aria-label={title}
          onClick={() => onChoose(value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
