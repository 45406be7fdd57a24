import { withScore } from '@jmj/contracts';

/** A whole critique, in French, worth 74 points. */
export const SAMPLE_CRITIQUE = withScore({
  partialScores: {
    composition: 13,
    lighting: 12,
    focus: 11,
    exposure: 10,
    creativity: 9,
    emotion: 12,
    storytelling: 7,
  },
  summary:
    'Une lumière de fin de journée bien attendue, un horizon tenu, mais un premier plan qui laisse l’œil sans point d’ancrage.',
  keyInsights: [
    'La lumière rasante modèle les reliefs et donne à elle seule la profondeur.',
    'Le tiers inférieur est vide : rien n’y retient le regard.',
    'Les hautes lumières du ciel sont au bord de l’écrêtage, sans le franchir.',
  ],
  technical: {
    composition: 'L’horizon au tiers supérieur est un bon choix ; le sentier mérite de partir d’un coin.',
    lighting: 'Le contre-jour est assumé et détache les crêtes les unes des autres.',
    focus: 'Le plan net tombe sur le milieu de la scène ; les premières herbes sont déjà molles.',
    exposure: 'Exposition prudente pour le ciel, ombres un peu bouchées à gauche.',
  },
  artistic: {
    creativity: 'Point de vue attendu, sauvé par le moment choisi.',
    emotion: 'Le calme est là, net et sans emphase.',
    storytelling: 'On sent une marche qui s’achève ; un marcheur l’aurait raconté.',
  },
  suggestions: [
    'Descends de cinquante centimètres pour faire entrer la pierre du premier plan.',
    'Attends que le nuage quitte la crête.',
  ],
  improvements: [
    {
      impact: 'Un premier plan qui conduit l’œil',
      description: 'Place la pierre plate au tiers gauche et ferme à f/11.',
      difficulty: 'easy',
      scoreGain: 8,
    },
    {
      impact: 'Des ombres qui respirent',
      description: 'Relève les ombres de +25 sur la moitié gauche avec un masque linéaire.',
      difficulty: 'medium',
      scoreGain: 4,
    },
  ],
  retouchPotential: {
    level: 'high',
    score: 78,
    reason: 'Le fichier garde de la matière dans le ciel et dans les ombres.',
  },
  toolRecommendations: {
    lightroom: ['Masque linéaire sur le ciel, −0,4 IL', 'Texture +12 sur les crêtes'],
    photoshop: ['Correction sélective des jaunes'],
    snapseed: ['Structure +10', 'Sélectif sur la vallée'],
  },
  nextShotTips: [
    {
      tip: 'Arrive trente minutes plus tôt et cherche le premier plan.',
      category: 'composition',
      difficulty: 'beginner',
    },
    { tip: 'Essaie un bracketing de trois vues à ±1 IL.', category: 'technique', difficulty: 'intermediate' },
  ],
  editingRecommendations: [
    {
      suggestion: 'Recadrage en 16:10 par le bas',
      tool: 'lightroom',
      difficulty: 'beginner',
      expectedImprovement: 'L’horizon pèse moins, le regard entre plus vite.',
    },
    {
      suggestion: 'Dodge & burn doux sur les crêtes',
      tool: 'gimp',
      difficulty: 'advanced',
      expectedImprovement: 'Plus de relief sans contraste global.',
    },
  ],
});
