/** A webhook that does not answer is given up after so long, ms. */
const WEBHOOK_TIMEOUT_MS = 5000;

/**
 * Posts `{ text }`, which Slack, Mattermost and Discord (at `/slack`) take.
 * @throws Error when it was not taken; its message never holds the address, which is a secret
 */
export function createWebhook(url: string): (text: string) => Promise<void> {
  return async (text) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      redirect: 'manual',
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Error(`the webhook cannot be reached (${reasonOf(error)})`);
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
