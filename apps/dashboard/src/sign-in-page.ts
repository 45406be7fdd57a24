const WORDS = {
  en: {
    title: 'Sign in',
    what: 'Cache, cost and queue.',
    key: 'Admin key',
    hint: 'The value of <code>ADMIN_KEY</code>. After <code>npm start</code> the terminal shows it.',
    go: 'Sign in',
    wrong: 'That is not the admin key.',
    wait: 'Too many wrong keys. Wait five minutes, then try again.',
  },
  fr: {
    title: 'Connexion',
    what: 'Cache, coût et file.',
    key: 'Clé d’administration',
    hint: 'La valeur de <code>ADMIN_KEY</code>. Après <code>npm start</code>, le terminal l’affiche.',
    go: 'Se connecter',
    wrong: 'Ce n’est pas la clé d’administration.',
    wait: 'Trop de clés fausses. Attendez cinq minutes, puis réessayez.',
  },
};

export const SIGN_IN_CSS = `
:root {
  color-scheme: light dark;
  font: 16px/1.5 system-ui, sans-serif;
  --accent: light-dark(#b23c18, #ff8b5e);
  --ink: light-dark(#241a13, #f5ebdf);
  --soft: light-dark(#6b5c4f, #b9a898);
  --alarm: light-dark(#a3152b, #ff8d9a);
}
body {
  display: grid; place-items: center; min-height: 100vh; margin: 0; color: var(--ink);
  background: light-dark(#f6f0e6, #14100d);
}
main {
  box-sizing: border-box; width: min(25rem, 92vw); padding: 2.25rem; border-radius: 1rem;
  border: 1px solid light-dark(#dfd2bf, #3a2f27);
  background: light-dark(#fffcf6, #1f1915); box-shadow: 0 12px 48px #0000001a;
}
.mark { display: flex; align-items: center; gap: .6rem; margin: 0; font-weight: 650; letter-spacing: -.01em; }
.mark svg { width: 1.75rem; height: 1.75rem; color: var(--accent); }
h1 { margin: 1.5rem 0 .1rem; font-size: 1.5rem; line-height: 1.2; letter-spacing: -.02em; }
.what { margin: 0 0 1.5rem; color: var(--soft); }
label { display: block; margin-bottom: .35rem; font-weight: 600; }
input {
  box-sizing: border-box; width: 100%; padding: .65rem .75rem; font: inherit; color: inherit;
  border: 1px solid light-dark(#96897e, #7d7168); border-radius: .5rem; background: transparent;
}
input[aria-invalid=true] { border-color: var(--alarm); }
.hint { margin: .5rem 0 0; font-size: .85rem; color: var(--soft); }
code { font-size: .95em; white-space: nowrap; }
[role=alert] { margin: .5rem 0 0; font-weight: 600; color: var(--alarm); }
button {
  width: 100%; margin-top: 1.25rem; padding: .7rem; font: inherit; font-weight: 600; border: 0; border-radius: .5rem;
  color: light-dark(#fff, #1c120c); background: var(--accent); cursor: pointer;
}
button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 60%, transparent); outline-offset: 2px; }
`;

const MARK = `<svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true">
<circle cx="16" cy="16" r="12.5"/><path d="M16 3.5 22.2 14.6M26.8 9.8 20.6 20.9M26.8 22.2H14.1M16 28.5 9.8 17.4M5.2 22.2 11.4 11.1M5.2 9.8H17.9"/></svg>`;

/** Why it asks again. */
export type SignInTrouble = 'wrong' | 'wait';

/** The page that asks for the admin key, in the browser's language when it is French. */
export function signInPage(acceptLanguage: string | undefined, trouble?: SignInTrouble): string {
  const language = acceptLanguage?.toLowerCase().startsWith('fr') ? 'fr' : 'en';
  const words = WORDS[language];
  const told = trouble
    ? `<p id="told" role="alert">${words[trouble]}</p>`
    : `<p id="told" class="hint">${words.hint}</p>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>JudgeMyJPEG · ${words.title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/admin/sign-in.css"></head>
<body><main>
<p class="mark">${MARK} JudgeMyJPEG</p>
<h1>${words.title}</h1><p class="what">${words.what}</p>
<form method="post" action="/admin/sign-in">
<label for="key">${words.key}</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus aria-describedby="told"${trouble === 'wrong' ? ' aria-invalid="true"' : ''}>
${told}
<button>${words.go}</button>
</form></main></body></html>`;
}
