/** What critiques say, in French, which is the service's first language and takes more tokens than English. */
const SENTENCES = [
  'La lumière rasante détache nettement le sujet du fond.',
  "Une zone claire dans l'angle supérieur attire le regard hors du cadre.",
  'Les ombres gardent leur matière, mais les hautes lumières sont écrêtées au centre.',
  "La diagonale du premier plan conduit l'œil vers le visage.",
  'Décalez-vous légèrement sur la gauche afin de libérer le bord droit.',
  'Le plan de netteté tombe juste derrière le point qui compte.',
  "L'ambiance froide s'accorde avec le vide laissé autour de la silhouette.",
  'Attendez que le passant sorte du champ avant de déclencher.',
  'Le contraste modéré laisse respirer les tons moyens.',
  'Un recadrage plus serré donnerait au geste toute son importance.',
  'La profondeur de champ réduite isole le motif sans perdre le contexte.',
  "L'horizon penche un peu, sans que cela serve l'image.",
];

/** The same for the other languages, by their English names. */
const OTHER_SENTENCES: Record<string, string[]> = {
  English: [
    'The low light separates the subject from the background and makes the street shine.',
    'A bright patch in the upper corner pulls the eye out of the frame.',
    'The shadows keep their texture, but the highlights are lost in the middle.',
    'Wait until the person has left the frame before you press the shutter.',
    'The plane of focus lies just behind the point that matters.',
  ],
  Spanish: [
    'La luz rasante separa el sujeto del fondo y hace brillar la calle.',
    'Una zona clara en la esquina superior lleva la mirada fuera del encuadre.',
    'Las sombras conservan la textura, pero las altas luces se pierden en el centro.',
    'Espere a que la persona salga del encuadre antes de disparar.',
    'El plano de enfoque cae justo detrás del punto que importa.',
  ],
  German: [
    'Das Streiflicht löst das Motiv vom Grund und lässt die Straße glänzen.',
    'Eine helle Stelle in der oberen Ecke zieht den Blick aus dem Bild.',
    'Die Schatten behalten ihre Zeichnung, aber die Lichter sind in der Mitte ausgefressen.',
    'Warten Sie, bis die Person das Bild verlassen hat, und lösen Sie dann aus.',
    'Die Schärfe liegt knapp hinter dem Punkt, auf den es ankommt.',
  ],
  Italian: [
    'La luce radente stacca il soggetto dallo sfondo e fa brillare la strada.',
    "Una zona chiara nell'angolo in alto porta lo sguardo fuori dal quadro.",
    'Le ombre conservano la loro materia, ma le alte luci si perdono nel centro.',
    'Aspetti che la persona esca dal quadro e poi scatti senza fretta.',
    'Il piano di fuoco cade appena dietro il punto che conta di più.',
  ],
  Portuguese: [
    'A luz rasante destaca o sujeito do fundo e faz brilhar a rua.',
    'Uma zona clara no canto superior leva o olhar para fora do enquadramento.',
    'As sombras conservam a textura, mas as altas luzes perdem-se no centro da imagem.',
    'Espere que a pessoa saia do enquadramento e só depois dispare com calma.',
    'O plano de foco cai mesmo atrás do ponto que mais importa na fotografia.',
  ],
};

/** Characters that a text of that name has: the means of 24 critiques written by hand in six languages. */
const USUAL_LENGTHS: Record<string, number> = {
  summary: 249,
  composition: 115,
  lighting: 115,
  focus: 115,
  exposure: 115,
  creativity: 115,
  emotion: 115,
  storytelling: 115,
  keyInsights: 74,
  insights: 74,
  suggestions: 57,
  impact: 25,
  description: 105,
  how: 105,
  reason: 88,
  lightroom: 32,
  photoshop: 42,
  snapseed: 29,
  tip: 73,
  suggestion: 50,
  edit: 50,
  expectedImprovement: 36,
  effect: 36,
};
const UNKNOWN_LENGTH = 80;

/**
 * A text of about the length that one of this name has.
 * @param place such as `improvements.0.how`
 * @param luck 0 to 1: where it begins, and from a fifth shorter to a fifth longer
 * @param verbosity how many times as long as usual
 */
export function proseFor(place: string, luck: number, verbosity: number, language = 'French'): string {
  const sentences = OTHER_SENTENCES[language] ?? SENTENCES;
  const name = place.split('.').findLast((it) => !/^\d+$/.test(it)) ?? '';
  const length = Math.round((USUAL_LENGTHS[name] ?? UNKNOWN_LENGTH) * (0.8 + 0.4 * luck) * verbosity);
  const first = Math.floor(luck * sentences.length);
  let text = '';
  for (let next = first; text.length < length; next++) text += `${sentences[next % sentences.length]} `;
  return text.slice(0, length).trimEnd();
}
