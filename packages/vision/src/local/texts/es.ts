import type { Texts } from './shape.ts';

export const es: Texts = {
  measured: {
    composition: (f) =>
      `La mayor parte del detalle ocupa el ${f.spread} del encuadre y pesa sobre todo ${f.massPlace}.`,
    lighting: (f) =>
      `Contraste medido: ${f.contrast}; riqueza de color: ${f.colour} (por encima de 59, colores vivos).`,
    focus: (f) =>
      `Nitidez de la zona más fina: ${f.sharpness}/100, ${f.focusPlace}; ruido: ${f.noise} niveles sobre 255.`,
    exposure: (f) =>
      `Luminosidad media: ${f.mean}; blancos quemados: ${f.burnt}; negros empastados: ${f.blocked}.`,
  },
  faults: {
    dark: {
      name: (f) => `imagen oscura (${f.mean} de luminosidad media)`,
      say: {
        roast: (f) => `Con un ${f.mean} de luminosidad media, hay más luz dentro de un armario.`,
        professional: (f) => `La imagen está subexpuesta: solo un ${f.mean} de luminosidad media.`,
        learning: (f) =>
          `Con un ${f.mean} de luminosidad media, el detalle se apiña en la parte baja del histograma, donde el sensor distingue menos tonos.`,
      },
      fix: 'Subir la exposición y abrir después las sombras, vigilando el ruido.',
      next: 'Compensar +1 EV y mirar el histograma antes de guardar la cámara.',
    },
    bright: {
      name: (f) => `imagen demasiado clara (${f.mean} de luminosidad media)`,
      say: {
        roast: (f) => `Un ${f.mean} de luminosidad media: esta foto debería venderse con gafas de sol.`,
        professional: (f) => `La imagen está sobreexpuesta: la luminosidad media llega al ${f.mean}.`,
        learning: (f) =>
          `Una luminosidad media del ${f.mean} empuja todos los tonos hacia el blanco, y las texturas claras son las primeras en perderse.`,
      },
      fix: 'Bajar la exposición hasta recuperar textura en los tonos claros.',
      next: 'Compensar −1 EV cuando dominen los tonos claros en la escena.',
    },
    burnt: {
      name: (f) => `altas luces quemadas en el ${f.burnt} de la imagen`,
      say: {
        roast: (f) => `El ${f.burnt} de la imagen está quemado. Por menos se devuelve una tostada.`,
        professional: (f) => `El ${f.burnt} de la imagen está quemado: ahí ya no queda detalle.`,
        learning: (f) =>
          `El ${f.burnt} de los píxeles es blanco puro. Un sensor saturado no registra nada más, y ningún retoque recupera lo que no se captó.`,
      },
      fix: 'Bajar las altas luces, a ser posible desde el RAW, que suele guardar algo de margen.',
      next: 'Activar el aviso de altas luces y exponer para las zonas más claras.',
    },
    blocked: {
      name: (f) => `sombras empastadas en el ${f.blocked} de la imagen`,
      say: {
        roast: (f) => `Un ${f.blocked} de negro absoluto: ahí cabe un elefante y nadie se entera.`,
        professional: (f) => `Las sombras están empastadas en el ${f.blocked} de la imagen.`,
        learning: (f) =>
          `El ${f.blocked} de la imagen es negro sin matices: el ojo busca textura, no la encuentra y el conjunto pesa.`,
      },
      fix: 'Abrir las sombras con moderación, sin agrisar los negros de verdad.',
      next: 'Aclarar las sombras al disparar, con un reflector o un toque de flash de relleno.',
    },
    flat: {
      name: (f) => `luz plana (contraste del ${f.contrast})`,
      say: {
        roast: (f) => `Un contraste del ${f.contrast}: tiene la misma chispa que una sopa de hospital.`,
        professional: (f) => `El contraste es bajo (${f.contrast}) y a la imagen le falta relieve.`,
        learning: (f) =>
          `Con un contraste del ${f.contrast}, los tonos claros y oscuros se parecen demasiado, y es su diferencia la que dibuja el volumen.`,
      },
      fix: 'Reforzar el contraste con una suave curva en S.',
      next: 'Buscar luz lateral, a primera o última hora del día: modela las formas.',
    },
    backlit: {
      name: (f) => `contraluz (centro al ${f.centre}, entorno al ${f.surround})`,
      say: {
        roast: (f) =>
          `El fondo brilla al ${f.surround} y el centro languidece al ${f.centre}: precioso retrato de la pared.`,
        professional: (f) =>
          `El centro es claramente más oscuro que el resto: ${f.centre} frente a ${f.surround}.`,
        learning: (f) =>
          `El fotómetro se fio del fondo claro (${f.surround}) y dejó el centro en el ${f.centre}: la trampa clásica del contraluz.`,
      },
      fix: 'Aclarar el centro con una máscara radial y contener el fondo.',
      next: 'Medir sobre el sujeto o rodearlo hasta que la luz le llegue de frente o de lado.',
    },
    blurred: {
      name: (f) => `falta de nitidez (${f.sharpness}/100 como mucho)`,
      say: {
        roast: (f) =>
          `${f.sharpness}/100 de nitidez, y esa es la mejor zona. Las fotos del Yeti se ven mejor.`,
        professional: (f) => `Incluso la zona más fina queda blanda: ${f.sharpness}/100 de nitidez.`,
        learning: (f) =>
          `La zona más nítida no pasa de ${f.sharpness}/100. Enfoque desplazado, diafragma demasiado abierto o sujeto demasiado cerca: el ojo no encuentra dónde posarse.`,
      },
      fix: 'Enfocar con moderación: da mordiente, pero no devuelve el detalle perdido.',
      next: 'Elegir el punto de enfoque, ponerlo en lo esencial y comprobarlo ampliando en la pantalla.',
    },
    shaken: {
      name: (f) => `probable trepidación${f.shutter}`,
      say: {
        roast: (f) =>
          `Aquí algo se ha movido${f.shutter}. La próxima vez, dispara después del café, no durante.`,
        professional: (f) =>
          `El desenfoque apunta a un movimiento${f.shutter}: la nitidez se queda en ${f.sharpness}/100.`,
        learning: (f) =>
          `La nitidez se queda en ${f.sharpness}/100 y el desenfoque apunta a un movimiento${f.shutter}. A pulso, una velocidad de al menos 1/focal evita casi toda la trepidación.`,
      },
      fix: 'Enfocar con prudencia, o asumir el movimiento en blanco y negro.',
      next: 'Usar una velocidad más rápida, aunque suba el ISO, o buscar un apoyo.',
    },
    misfocused: {
      name: (f) => `zona nítida lejos del centro (${f.focusPlace})`,
      say: {
        roast: (f) =>
          `El foco está ${f.focusPlace}. Si tu sujeto vive ahí, enhorabuena; si no, se va a ofender.`,
        professional: (f) => `La zona más nítida está ${f.focusPlace}: compruebe que coincide con el sujeto.`,
        learning: (f) =>
          `El ojo va primero a lo más nítido, aquí ${f.focusPlace}. En este tipo de foto se espera más cerca del sujeto principal.`,
      },
      fix: 'Reencuadrar en torno a la zona nítida u oscurecer un poco el resto para guiar la mirada.',
      next: 'Activar la detección del ojo o apuntar al sujeto con un solo punto de enfoque.',
    },
    shallow: {
      name: (f) => `nitidez limitada al ${f.sharpShare} del detalle`,
      say: {
        roast: (f) => `El ${f.sharpShare} del detalle está nítido; el resto se ha tomado el día libre.`,
        professional: (f) => `Solo el ${f.sharpShare} del detalle está nítido: poco para este tipo de tema.`,
        learning: (f) =>
          `Solo el ${f.sharpShare} del detalle está nítido. Un tema amplio gana si lo está de delante al fondo, y para eso sirve un diafragma cerrado.`,
      },
      fix: 'Enfocar de forma local los planos que importan.',
      next: 'Cerrar a f/8 o f/11 y enfocar en el primer tercio de la escena.',
    },
    noisy: {
      name: (f) => `ruido visible (${f.noise} niveles)`,
      say: {
        roast: (f) => `${f.noise} niveles de ruido: nadie pidió guarnición de cuscús.`,
        professional: (f) =>
          `El ruido llega a ${f.noise} niveles en las zonas lisas, salvo que sea una textura muy fina.`,
        learning: (f) =>
          `Las zonas tranquilas varían ${f.noise} niveles. Cuanta menos luz recibe el sensor, más hay que amplificar la señal, y con ella el ruido.`,
      },
      fix: 'Reducir el ruido antes de enfocar, nunca al revés.',
      next: 'Bajar el ISO abriendo el diafragma o estabilizando la cámara.',
    },
    cast: {
      name: (f) => `dominante ${f.tint}`,
      say: {
        roast: (f) => `Dominante ${f.tint} por todas partes: parece un filtro de 2012.`,
        professional: (f) =>
          `Una dominante ${f.tint} tiñe toda la imagen; conviene corregirla si no es intencionada.`,
        learning: (f) =>
          `Todos los colores se inclinan hacia el mismo lado (dominante ${f.tint}). El ojo se adapta a la luz ambiente, la cámara no: para eso está el balance de blancos.`,
      },
      fix: 'Ajustar el balance de blancos con el cuentagotas sobre una zona neutra.',
      next: 'Fijar el balance de blancos según la luz del lugar en vez de dejarlo en automático.',
    },
    garish: {
      name: () => 'colores demasiado saturados',
      say: {
        roast: () => 'Con colores así de chillones, hasta un loro pediría que bajaras el volumen.',
        professional: () => 'Buena parte de la imagen es color casi puro: los matices desaparecen.',
        learning: () =>
          'Cuando un color llega a su saturación máxima, los matices se funden: pétalos y telas se vuelven manchas planas.',
      },
      fix: 'Bajar un poco la saturación, color por color.',
      next: 'Elegir un perfil de imagen neutro y subexponer ligeramente los colores vivos.',
    },
    tilted: {
      name: (f) => `línea principal inclinada ${f.tilt}`,
      say: {
        roast: (f) => `La línea principal se inclina ${f.tilt}. Si es el horizonte, el mar se está vaciando.`,
        professional: (f) =>
          `La línea más larga se inclina ${f.tilt}: conviene enderezarla si es el horizonte.`,
        learning: (f) =>
          `La línea más larga se inclina ${f.tilt}: poco para parecer intencionado, suficiente para parecer un descuido. El ojo lo nota a partir de un grado.`,
      },
      fix: 'Enderezar la imagen siguiendo su línea principal.',
      next: 'Activar el nivel electrónico o la cuadrícula en el visor.',
    },
    lopsided: {
      name: (f) => `peso visual ${f.massPlace}`,
      say: {
        roast: (f) => `Todo ocurre ${f.massPlace}; el resto del encuadre está de figurante.`,
        professional: (f) => `El detalle pesa ${f.massPlace} sin contrapeso.`,
        learning: (f) =>
          `El detalle se concentra ${f.massPlace}. Un encuadre se equilibra como una balanza: suele bastar un pequeño elemento al otro lado.`,
      },
      fix: 'Reencuadrar para acercar la masa principal a una línea de los tercios.',
      next: 'Antes de disparar, buscar al otro lado del encuadre algo que responda al sujeto.',
    },
    cluttered: {
      name: (f) => `detalle por todas partes (${f.spread} del encuadre)`,
      say: {
        roast: (f) => `Detalle en el ${f.spread} del encuadre: ¿es una foto o un rastrillo?`,
        professional: (f) => `El detalle cubre el ${f.spread} del encuadre: nada destaca de verdad.`,
        learning: (f) =>
          `El detalle en el ${f.spread} del encuadre se disputa la mirada. Simplificar el fondo es decirle al ojo adónde ir.`,
      },
      fix: 'Encuadrar más cerrado y oscurecer suavemente los bordes.',
      next: 'Acercarse o abrir el diafragma para simplificar el fondo.',
    },
    blank: {
      name: () => 'casi ningún detalle visible',
      say: {
        roast: () => 'Aquí no hay nada. Enhorabuena, has fotografiado el concepto del vacío.',
        professional: () => 'La imagen apenas muestra detalle aprovechable.',
        learning: () => 'Los píxeles vecinos casi no se diferencian: sin contornos, el ojo no reconoce nada.',
      },
      fix: 'Partir de otra toma: el retoque no crea detalle.',
      next: 'Comprobar la tapa del objetivo, la exposición y el enfoque, y repetir.',
    },
  },
  strengths: {
    exposed: (f) => `Exposición bien situada: ${f.mean} de luminosidad media.`,
    ranged: () => 'Los tonos van del negro al blanco sin huecos.',
    contrasted: (f) => `Buen contraste: ${f.contrast}.`,
    sharp: (f) => `Nitidez sólida: ${f.sharpness}/100 ${f.focusPlace}.`,
    clean: (f) => `Imagen limpia: solo ${f.noise} niveles de ruido.`,
    colourful: (f) => `Colores generosos: índice ${f.colour}.`,
    level: () => 'La línea principal está bien nivelada.',
    placed: () => 'La zona nítida cae cerca de un punto fuerte de la regla de los tercios.',
    standsOut: (f) => `El detalle se concentra en el ${f.spread} del encuadre: algo destaca.`,
  },
  spared: {
    roast: {
      composition: 'Nada cojea, y casi da rabia.',
      lighting: 'La luz no me da ni para un chiste; me los guardo para otra.',
      focus: 'Nítida donde toca. Qué fastidio.',
      exposure: 'Exposición controlada: guardo las bromas sobre tostadoras.',
    },
    professional: {
      composition: 'Sin desequilibrio medible.',
      lighting: 'Sin defecto de luz medible.',
      focus: 'Nitidez sin tacha a este tamaño.',
      exposure: 'Exposición controlada.',
    },
    learning: {
      composition: 'Las masas se reparten bien: la mirada circula sin tropezar.',
      lighting: 'Los tonos claros y oscuros se separan lo bastante para dar volumen.',
      focus: 'Los contornos son limpios: el ojo encuentra enseguida dónde posarse.',
      exposure: 'El histograma conserva margen en ambos extremos, lo que facilita el retoque.',
    },
  },
  openers: {
    roast: {
      poor: 'Bueno. Digamos que la cámara se disparó sola.',
      fair: 'Ni obra maestra ni escándalo: al menos la foto existe.',
      good: 'Qué rabia: los números son buenos y a mí me pagan por burlarme.',
    },
    professional: {
      poor: 'La técnica penaliza mucho esta imagen.',
      fair: 'La base es correcta, con puntos concretos que mejorar.',
      good: 'La técnica es sólida.',
    },
    learning: {
      poor: 'Esta imagen tiene problemas técnicos de los que se aprende mucho: veamos por qué.',
      fair: 'La base está; veamos qué la frena y cómo progresar.',
      good: 'La técnica está bien asentada; veamos qué funciona y por qué.',
    },
  },
  worst: {
    roast: (name) => `Prueba número uno: ${name}.`,
    professional: (name) => `Lo primero que hay que corregir: ${name}.`,
    learning: (name) => `Lo primero que conviene trabajar: ${name}.`,
  },
  faultless: {
    roast: 'Ni un defecto medible: estoy en paro técnico.',
    professional: 'Ningún defecto medible.',
    learning: 'Ningún defecto medible: a partir de aquí, todo depende del sujeto y del momento.',
  },
  honesty: {
    roast:
      'Aviso: soy un instrumento de medida, no un modelo de lenguaje. Cuento píxeles; el sujeto, la emoción y la historia no los veo.',
    professional:
      'Esto es una medición de píxeles, no la opinión de un modelo de lenguaje: no se valoran el sujeto, la emoción ni la historia.',
    learning:
      'Conviene saberlo: este comentario sale de medir píxeles, no de un modelo de lenguaje. No ve el sujeto, la emoción ni la historia; eso le toca juzgarlo a usted.',
  },
  artistic: {
    roast: {
      creativity: (f) =>
        `La originalidad no se cuenta en píxeles. Veo una paleta de índice ${f.colour}; el genio, si lo hay, se me escapa.`,
      emotion: (f) =>
        `Siento un ${f.mean} de luminosidad y ni un escalofrío: no tengo corazón, solo un histograma.`,
      storytelling: () => '¿Una historia? Si ni siquiera sé qué sale en la foto.',
    },
    professional: {
      creativity: (f) => `La creatividad no se puede medir; solo la paleta (índice ${f.colour}).`,
      emotion: (f) => `La emoción no se puede medir; la tonalidad media es del ${f.mean}.`,
      storytelling: () => 'El relato no se valora: el sujeto no se reconoce.',
    },
    learning: {
      creativity: (f) =>
        `Una medición no reconoce una idea nueva. Da el índice de la paleta (${f.colour}); pregúntese qué aporta su mirada.`,
      emotion: (f) =>
        `Una tonalidad del ${f.mean} orienta el ambiente, luminoso o grave, pero la emoción nace del sujeto, que yo no veo.`,
      storytelling: () =>
        'Una historia vive en las personas, el lugar y el instante, que la medición no ve. Cuente la foto en una frase: si sale sola, es buena señal.',
    },
  },
  graded: { neutral: 'Nota neutra.', illegible: 'Nota rebajada: se distingue demasiado poco.' },
  polish: {
    name: 'acabado de la imagen',
    fix: 'Probar un encuadre algo más cerrado y comparar las dos versiones.',
    next: 'Variar la altura y la distancia: tres puntos de vista de un mismo sujeto.',
  },
  gain: (n) => (n === 1 ? 'Aproximadamente 1 punto más.' : `Aproximadamente ${n} puntos más.`),
  typeTips: {
    general: 'Decidir el sujeto antes de encuadrar y dejar fuera lo que no le sirve.',
    portrait: 'Enfocar el ojo más cercano.',
    landscape: 'Añadir un primer plano para dar profundidad.',
    street: 'Elegir un escenario y esperar a que alguien entre en él.',
    macro: 'Colocar el sensor paralelo al sujeto para ganar nitidez.',
    architecture: 'Mantener la cámara nivelada para que las verticales sigan rectas.',
    nature: 'Ponerse a la altura del sujeto.',
    sport: 'Buscar 1/1000 s y dejar espacio delante de la acción.',
    night: 'Disparar a la hora azul, con trípode y un ISO bajo.',
    wedding: 'Estar atento a las reacciones tanto como a la acción.',
    abstract: 'Aislar una sola forma, una sola repetición.',
    documentary: 'Completar la imagen con un plano general y un detalle.',
    fashion: 'Dejar que la luz describa el tejido de la prenda.',
    food: 'Iluminar de lado o a contraluz lateral, cerca de una ventana.',
    travel: 'Volver al mismo lugar a otra hora.',
    other: 'Fotografiar el mismo sujeto con tres luces distintas.',
  },
  retouch: {
    high: (name) => `El defecto principal se corrige bien con retoque: ${name}.`,
    medium: (name) => `El retoque ayudará sin resolverlo todo: ${name}.`,
    low: 'El retoque cambiará poco: lo esencial se decidió al disparar.',
  },
  places: {
    topLeft: 'arriba a la izquierda',
    top: 'arriba',
    topRight: 'arriba a la derecha',
    left: 'a la izquierda',
    centre: 'en el centro',
    right: 'a la derecha',
    bottomLeft: 'abajo a la izquierda',
    bottom: 'abajo',
    bottomRight: 'abajo a la derecha',
  },
  tints: { warm: 'cálida', cool: 'fría', green: 'verde', magenta: 'magenta' },
  controls: {
    exposure: 'Exposición',
    highlights: 'Iluminaciones',
    shadows: 'Sombras',
    contrast: 'Contraste',
    temperature: 'Temperatura',
    tint: 'Matiz',
    saturation: 'Saturación',
    sharpening: 'Enfoque',
    noise: 'Reducción de ruido',
    straighten: 'Enderezar',
    crop: 'Recortar',
    vignette: 'Viñeta',
    cameraRaw: 'Filtro de Camera Raw',
    tuneImage: 'Perfeccionar foto',
    details: 'Detalles',
    whiteBalance: 'Balance de blancos',
    rotate: 'Rotar',
  },
};
