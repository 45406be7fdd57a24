import { type Critique, withScore } from '@jmj/contracts';

/** Pseudo-random numbers, the same for the same seed (mulberry32). */
function dice(seed: number) {
  let state = seed;
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const WHAT =
  'la lumière rasante|le premier plan|l’horizon|le contre-jour|la diagonale du chemin|le regard du modèle|l’arrière-plan|la falaise|le reflet dans l’eau|la façade|le ciel voilé|l’ombre portée|la mise au point|le flou d’avance|la palette froide|le tiers inférieur|le geste de la main|la brume|le grain|le cadrage serré'.split(
    '|',
  );
const DOES =
  'guide l’œil vers|alourdit|met en valeur|se perd dans|équilibre|contredit|souligne|adoucit|écrase|répond à|isole|prolonge|détache nettement|brouille|donne du poids à|attire trop l’attention sur'.split(
    '|',
  );
const HOW =
  'sans raison visible|avec une vraie délicatesse|au détriment des détails|comme une respiration|malgré un léger bougé|dès le premier regard|au point d’en faire le sujet|sur toute la largeur|et c’est ce qui sauve l’image|avec un écart d’un diaphrage|là où la couleur manque|jusque dans les hautes lumières'.split(
    '|',
  );
const ADVICE =
  'ferme à f/8|attends dix minutes de plus|recule de deux pas|baisse les hautes lumières de 20|relève les ombres de 15|recadre en 4:5|cherche un point d’ancrage|change d’axe|déclenche plus bas|désature les verts|pose le trépied|vise l’œil le plus proche|supprime la branche à gauche|réchauffe de 300 K'.split(
    '|',
  );

/** A critique as a model writes them: French, distinct for every number, 4 to 5 kB of JSON. */
export function someCritique(number: number): Critique {
  const roll = dice(number * 2_654_435_761);
  const one = (words: string[]): string => words[roll(words.length)] ?? '';
  const said = (): string => {
    const start = one(WHAT);
    return `${start.charAt(0).toUpperCase()}${start.slice(1)} ${one(DOES)} ${one(WHAT)} ${one(HOW)} ; ${one(ADVICE)}.`;
  };
  const short = (): string => `${one(ADVICE)}, ${one(WHAT)} à ${roll(90) + 10} %`;
  const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const grade = () => (['easy', 'medium', 'hard'] as const)[roll(3)] ?? 'easy';
  const skill = () => (['beginner', 'intermediate', 'advanced'] as const)[roll(3)] ?? 'beginner';
  return withScore({
    partialScores: {
      composition: roll(16),
      lighting: roll(16),
      focus: roll(16),
      exposure: roll(16),
      creativity: roll(16),
      emotion: roll(16),
      storytelling: roll(11),
    },
    summary: `${said()} ${said()}`,
    keyInsights: several(3, said),
    technical: { composition: said(), lighting: said(), focus: said(), exposure: said() },
    artistic: { creativity: said(), emotion: said(), storytelling: said() },
    suggestions: several(3, said),
    improvements: several(3, () => ({
      impact: short(),
      description: said(),
      difficulty: grade(),
      scoreGain: 1 + roll(25),
    })),
    retouchPotential: { level: 'medium', score: 1 + roll(100), reason: said() },
    toolRecommendations: {
      lightroom: several(3, short),
      photoshop: several(2, short),
      snapseed: several(2, short),
    },
    nextShotTips: several(3, () => ({ tip: said(), category: 'lighting', difficulty: skill() })),
    editingRecommendations: several(3, () => ({
      suggestion: short(),
      tool: 'lightroom',
      difficulty: skill(),
      expectedImprovement: said(),
    })),
  });
}
