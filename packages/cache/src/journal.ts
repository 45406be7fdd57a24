type Work = () => Promise<unknown>;

/** Writes are kept back up to this many; beyond it they stay in this process. */
const MOST_OWED = 1000;

/** What has to be done later, in order, one thing per name: the last word on it replaces the earlier. */
export function createJournal(isRefusal: (error: unknown) => boolean) {
  const owed = new Map<string, Work>();
  let settling: Promise<void> | undefined;

  function mustOwe(name: string, work: Work): void {
    owed.delete(name);
    owed.set(name, work);
  }

  async function run(): Promise<void> {
    for (const [name, work] of owed) {
      try {
        await work();
      } catch (error) {
        // Refused once is refused for good: it must not stand in the way of the rest.
        if (!isRefusal(error)) throw error;
      }
      if (owed.get(name) === work) owed.delete(name);
    }
  }

  return {
    mustOwe,
    owe(name: string, work: Work): boolean {
      if (owed.size >= MOST_OWED && !owed.has(name)) return false;
      mustOwe(name, work);
      return true;
    },
    /** Does all that is owed; callers at the same time share one run. Rejects at the first that fails, and keeps it. */
    async settle(): Promise<void> {
      if (owed.size === 0) return;
      settling ??= run().finally(() => {
        settling = undefined;
      });
      await settling;
    },
  };
}
