const WORDS = {
  en: { title: 'Sign in', key: 'Admin key', go: 'Sign in', wrong: 'That is not the admin key.' },
  fr: {
    title: 'Connexion',
    key: 'Clé d’administration',
    go: 'Se connecter',
    wrong: 'Ce n’est pas la clé d’administration.',
  },
};

export const SIGN_IN_CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --accent: #b4451f; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: light-dark(#f7f3ee, #171412); }
main { width: min(22rem, 90vw); padding: 2rem; border-radius: 1rem; background: light-dark(#fff, #231e1a); box-shadow: 0 8px 40px #0002; }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; } p { margin: 0 0 1.25rem; opacity: .7; }
label { display: block; font-weight: 600; margin-bottom: .35rem; }
input { box-sizing: border-box; width: 100%; padding: .6rem .75rem; font: inherit; border: 1px solid #8886; border-radius: .5rem; background: transparent; color: inherit; }
button { width: 100%; margin-top: 1rem; padding: .65rem; font: inherit; font-weight: 600; border: 0; border-radius: .5rem; color: #fff; background: var(--accent); cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[role=alert] { margin: 1rem 0 0; color: var(--accent); opacity: 1; font-weight: 600; }
`;

/** The page that asks for the admin key, in the browser's language when it is French. */
export function signInPage(acceptLanguage: string | undefined, wrong: boolean): string {
  const language = acceptLanguage?.toLowerCase().startsWith('fr') ? 'fr' : 'en';
  const words = WORDS[language];
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>JudgeMyJPEG · ${words.title}</title><link rel="stylesheet" href="/admin/sign-in.css"></head>
<body><main><h1>JudgeMyJPEG</h1><p>${words.title}</p>
<form method="post" action="/admin/sign-in">
<label for="key">${words.key}</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<button>${words.go}</button>${wrong ? `<p role="alert">${words.wrong}</p>` : ''}
</form></main></body></html>`;
}
