import type { Language, PARTIAL_SCORE_MAXIMA } from '@jmj/contracts';

type Criterion = keyof typeof PARTIAL_SCORE_MAXIMA;
type Section = 'suggestions' | 'improvements' | 'nextShot';

const CRITERIA: Record<Language, Record<Criterion, string>> = {
  fr: {
    composition: 'Composition',
    lighting: 'Lumière',
    focus: 'Netteté',
    exposure: 'Exposition',
    creativity: 'Créativité',
    emotion: 'Émotion',
    storytelling: 'Récit',
  },
  en: {
    composition: 'Composition',
    lighting: 'Lighting',
    focus: 'Focus',
    exposure: 'Exposure',
    creativity: 'Creativity',
    emotion: 'Emotion',
    storytelling: 'Storytelling',
  },
  es: {
    composition: 'Composición',
    lighting: 'Luz',
    focus: 'Enfoque',
    exposure: 'Exposición',
    creativity: 'Creatividad',
    emotion: 'Emoción',
    storytelling: 'Relato',
  },
  de: {
    composition: 'Bildaufbau',
    lighting: 'Licht',
    focus: 'Schärfe',
    exposure: 'Belichtung',
    creativity: 'Kreativität',
    emotion: 'Emotion',
    storytelling: 'Erzählung',
  },
  it: {
    composition: 'Composizione',
    lighting: 'Luce',
    focus: 'Messa a fuoco',
    exposure: 'Esposizione',
    creativity: 'Creatività',
    emotion: 'Emozione',
    storytelling: 'Racconto',
  },
  pt: {
    composition: 'Composição',
    lighting: 'Luz',
    focus: 'Foco',
    exposure: 'Exposição',
    creativity: 'Criatividade',
    emotion: 'Emoção',
    storytelling: 'Narrativa',
  },
};

const SECTIONS: Record<Language, Record<Section, string>> = {
  fr: { suggestions: 'Suggestions', improvements: 'À améliorer', nextShot: 'La prochaine fois' },
  en: { suggestions: 'Suggestions', improvements: 'To improve', nextShot: 'Next time' },
  es: { suggestions: 'Sugerencias', improvements: 'Por mejorar', nextShot: 'La próxima vez' },
  de: { suggestions: 'Vorschläge', improvements: 'Zu verbessern', nextShot: 'Beim nächsten Mal' },
  it: { suggestions: 'Suggerimenti', improvements: 'Da migliorare', nextShot: 'La prossima volta' },
  pt: { suggestions: 'Sugestões', improvements: 'A melhorar', nextShot: 'Da próxima vez' },
};

/** What stands above the parts of a critique, in the language of the critique. */
export function headings(language: Language): Record<Criterion | Section, string> {
  return { ...CRITERIA[language], ...SECTIONS[language] };
}
