import type { Texts } from './shape.ts';

export const it: Texts = {
  measured: {
    composition: (f) =>
      `Gran parte dei dettagli occupa il ${f.spread} dell’inquadratura e pesa soprattutto ${f.massPlace}.`,
    lighting: (f) =>
      `Contrasto misurato: ${f.contrast}; ricchezza dei colori: ${f.colour} (oltre 59 sono vivaci).`,
    focus: (f) =>
      `Nitidezza della zona più fine: ${f.sharpness}/100, ${f.focusPlace}; rumore: ${f.noise} livelli su 255.`,
    exposure: (f) => `Luminosità media: ${f.mean}; bianchi bruciati: ${f.burnt}; neri chiusi: ${f.blocked}.`,
  },
  faults: {
    dark: {
      name: (f) => `immagine scura (${f.mean} di luminosità media)`,
      say: {
        roast: (f) => `Con il ${f.mean} di luminosità media, c’è più luce in fondo a un armadio.`,
        professional: (f) => `L’immagine è sottoesposta: solo il ${f.mean} di luminosità media.`,
        learning: (f) =>
          `Con il ${f.mean} di luminosità media, i dettagli si ammassano nella parte bassa dell’istogramma, dove il sensore distingue meno toni.`,
      },
      fix: 'Alzare l’esposizione, poi aprire le ombre tenendo d’occhio il rumore.',
      next: 'Compensare di +1 EV e controllare l’istogramma prima di riporre la fotocamera.',
    },
    bright: {
      name: (f) => `immagine troppo chiara (${f.mean} di luminosità media)`,
      say: {
        roast: (f) =>
          `Il ${f.mean} di luminosità media: questa foto andrebbe venduta con gli occhiali da sole.`,
        professional: (f) => `L’immagine è sovraesposta: la luminosità media raggiunge il ${f.mean}.`,
        learning: (f) =>
          `Una luminosità media del ${f.mean} spinge tutti i toni verso il bianco, e le trame chiare sono le prime a sparire.`,
      },
      fix: 'Abbassare l’esposizione finché i toni chiari non ritrovano trama.',
      next: 'Compensare di −1 EV quando la scena è dominata da toni chiari.',
    },
    burnt: {
      name: (f) => `alte luci bruciate sul ${f.burnt} dell’immagine`,
      say: {
        roast: (f) => `Il ${f.burnt} dell’immagine è bruciato. Con una pizza così, la si rimanda in cucina.`,
        professional: (f) => `Il ${f.burnt} dell’immagine è bruciato: lì non resta alcun dettaglio.`,
        learning: (f) =>
          `Il ${f.burnt} dei pixel è bianco puro. Un sensore saturo non registra altro, e nessun ritocco recupera ciò che non è stato ripreso.`,
      },
      fix: 'Abbassare le alte luci, partendo dal RAW se c’è: spesso conserva un po’ di margine.',
      next: 'Attivare l’avviso di sovraesposizione ed esporre per le zone più chiare.',
    },
    blocked: {
      name: (f) => `ombre chiuse sul ${f.blocked} dell’immagine`,
      say: {
        roast: (f) =>
          `Il ${f.blocked} di nero totale: ci si potrebbe nascondere un elefante senza destare sospetti.`,
        professional: (f) => `Le ombre sono chiuse sul ${f.blocked} dell’immagine.`,
        learning: (f) =>
          `Il ${f.blocked} dell’immagine è nero senza sfumature: l’occhio vi cerca una trama, non la trova e l’insieme si appesantisce.`,
      },
      fix: 'Aprire le ombre con misura, senza ingrigire i veri neri.',
      next: 'Schiarire le ombre già in ripresa, con un pannello o un tocco di flash.',
    },
    flat: {
      name: (f) => `luce piatta (contrasto del ${f.contrast})`,
      say: {
        roast: (f) => `Un contrasto del ${f.contrast}: saporito come una minestrina d’ospedale.`,
        professional: (f) => `Il contrasto è basso (${f.contrast}): all’immagine manca rilievo.`,
        learning: (f) =>
          `Con un contrasto del ${f.contrast}, toni chiari e scuri si somigliano troppo, ed è la loro distanza a disegnare i volumi.`,
      },
      fix: 'Rafforzare il contrasto con una leggera curva a S.',
      next: 'Cercare una luce laterale, al mattino presto o a fine giornata: modella le forme.',
    },
    backlit: {
      name: (f) => `controluce (centro al ${f.centre}, contorno al ${f.surround})`,
      say: {
        roast: (f) =>
          `Lo sfondo splende al ${f.surround}, il centro tiene il broncio al ${f.centre}: bel ritratto della parete.`,
        professional: (f) => `Il centro è nettamente più scuro del resto: ${f.centre} contro ${f.surround}.`,
        learning: (f) =>
          `L’esposimetro si è fidato dello sfondo chiaro (${f.surround}) e ha lasciato il centro al ${f.centre}: la classica trappola del controluce.`,
      },
      fix: 'Schiarire il centro con una maschera radiale e contenere lo sfondo.',
      next: 'Misurare la luce sul soggetto, o girargli intorno finché la luce non arriva di fronte o di lato.',
    },
    blurred: {
      name: (f) => `poca nitidezza (${f.sharpness}/100 al massimo)`,
      say: {
        roast: (f) =>
          `${f.sharpness}/100 di nitidezza, ed è la zona migliore. Le foto dello Yeti convincono di più.`,
        professional: (f) => `Anche la zona più fine resta morbida: ${f.sharpness}/100.`,
        learning: (f) =>
          `La zona più nitida non supera ${f.sharpness}/100. Fuoco mancato, diaframma troppo aperto o soggetto troppo vicino: l’occhio non trova dove posarsi.`,
      },
      fix: 'Aumentare la nitidezza con moderazione: dà mordente, non restituisce i dettagli persi.',
      next: 'Scegliere il punto di messa a fuoco, metterlo sull’essenziale e verificare ingrandendo sullo schermo.',
    },
    shaken: {
      name: (f) => `probabile mosso${f.shutter}`,
      say: {
        roast: (f) =>
          `Qui qualcosa si è mosso${f.shutter}. La prossima volta scatta dopo il caffè, non durante.`,
        professional: (f) =>
          `La sfocatura fa pensare a un movimento${f.shutter}: la nitidezza si ferma a ${f.sharpness}/100.`,
        learning: (f) =>
          `La nitidezza si ferma a ${f.sharpness}/100 e la sfocatura fa pensare a un movimento${f.shutter}. A mano libera, un tempo di almeno 1/focale evita quasi tutto il mosso.`,
      },
      fix: 'Aumentare la nitidezza con prudenza, o valorizzare il movimento in bianco e nero.',
      next: 'Usare un tempo più rapido, anche alzando gli ISO, oppure appoggiarsi a qualcosa di stabile.',
    },
    misfocused: {
      name: (f) => `zona nitida lontana dal centro (${f.focusPlace})`,
      say: {
        roast: (f) =>
          `Il fuoco sta ${f.focusPlace}. Se il tuo soggetto abita lì, complimenti; altrimenti si offenderà.`,
        professional: (f) =>
          `La zona più nitida si trova ${f.focusPlace}: verificare che coincida con il soggetto.`,
        learning: (f) =>
          `L’occhio va prima verso il punto più nitido, qui ${f.focusPlace}. In questo genere di foto lo si aspetta più vicino al soggetto principale.`,
      },
      fix: 'Ritagliare intorno alla zona nitida, o scurire un poco il resto per guidare lo sguardo.',
      next: 'Attivare il riconoscimento dell’occhio o puntare il soggetto con un solo punto di fuoco.',
    },
    shallow: {
      name: (f) => `nitidezza limitata al ${f.sharpShare} dei dettagli`,
      say: {
        roast: (f) => `Il ${f.sharpShare} dei dettagli è nitido; gli altri si sono presi un giorno di ferie.`,
        professional: (f) =>
          `Solo il ${f.sharpShare} dei dettagli è nitido: poco per questo tipo di soggetto.`,
        learning: (f) =>
          `Solo il ${f.sharpShare} dei dettagli è nitido. Un soggetto ampio ci guadagna se lo è dal primo piano allo sfondo: a questo serve un diaframma chiuso.`,
      },
      fix: 'Aumentare la nitidezza in modo locale, sui piani che contano.',
      next: 'Chiudere a f/8 o f/11 e mettere a fuoco nel primo terzo della scena.',
    },
    noisy: {
      name: (f) => `rumore visibile (${f.noise} livelli)`,
      say: {
        roast: (f) => `${f.noise} livelli di rumore: nessuno aveva ordinato il cuscus.`,
        professional: (f) =>
          `Il rumore raggiunge ${f.noise} livelli nelle zone uniformi, a meno che non sia una trama molto fine.`,
        learning: (f) =>
          `Le zone calme variano di ${f.noise} livelli. Meno luce riceve il sensore, più il segnale va amplificato, e il rumore con lui.`,
      },
      fix: 'Ridurre il rumore prima di aumentare la nitidezza, mai il contrario.',
      next: 'Abbassare gli ISO aprendo il diaframma o stabilizzando la fotocamera.',
    },
    cast: {
      name: (f) => `dominante ${f.tint}`,
      say: {
        roast: (f) => `Dominante ${f.tint} dappertutto: sembra un filtro del 2012.`,
        professional: (f) =>
          `Una dominante ${f.tint} colora l’intera immagine; da correggere se non è voluta.`,
        learning: (f) =>
          `Tutti i colori pendono dalla stessa parte (dominante ${f.tint}). L’occhio si adatta alla luce, la fotocamera no: a questo serve il bilanciamento del bianco.`,
      },
      fix: 'Regolare il bilanciamento del bianco con il contagocce su una zona neutra.',
      next: 'Impostare il bilanciamento del bianco sulla luce presente invece di lasciarlo in automatico.',
    },
    garish: {
      name: () => 'colori troppo saturi',
      say: {
        roast: () => 'Con colori così squillanti, anche un pappagallo chiederebbe di abbassare il volume.',
        professional: () =>
          'Buona parte dell’immagine è fatta di colore quasi puro: le sfumature scompaiono.',
        learning: () =>
          'Quando un colore raggiunge la massima saturazione, le sfumature si fondono: petali e tessuti diventano macchie piatte.',
      },
      fix: 'Ridurre un poco la saturazione, colore per colore.',
      next: 'Scegliere un profilo neutro e sottoesporre leggermente i colori vivaci.',
    },
    tilted: {
      name: (f) => `linea principale inclinata di ${f.tilt}`,
      say: {
        roast: (f) => `La linea principale pende di ${f.tilt}. Se è l’orizzonte, il mare si sta svuotando.`,
        professional: (f) => `La linea più lunga pende di ${f.tilt}: da raddrizzare se è l’orizzonte.`,
        learning: (f) =>
          `La linea più lunga pende di ${f.tilt}: poco per sembrare voluto, abbastanza per sembrare una svista. L’occhio se ne accorge da circa un grado.`,
      },
      fix: 'Raddrizzare l’immagine sulla sua linea principale.',
      next: 'Attivare la livella elettronica o la griglia nel mirino.',
    },
    lopsided: {
      name: (f) => `peso visivo ${f.massPlace}`,
      say: {
        roast: (f) => `Succede tutto ${f.massPlace}; il resto dell’inquadratura fa la comparsa.`,
        professional: (f) => `I dettagli pesano ${f.massPlace} senza contrappeso.`,
        learning: (f) =>
          `I dettagli si raccolgono ${f.massPlace}. Un’inquadratura si equilibra come una bilancia: spesso basta un piccolo elemento dall’altra parte.`,
      },
      fix: 'Ritagliare per avvicinare la massa principale a una linea dei terzi.',
      next: 'Prima di scattare, cercare dall’altra parte dell’inquadratura qualcosa che risponda al soggetto.',
    },
    cluttered: {
      name: (f) => `dettagli ovunque (${f.spread} dell’inquadratura)`,
      say: {
        roast: (f) => `Dettagli sul ${f.spread} dell’inquadratura: è una foto o un mercatino delle pulci?`,
        professional: (f) => `I dettagli coprono il ${f.spread} dell’inquadratura: nulla spicca davvero.`,
        learning: (f) =>
          `Dettagli sul ${f.spread} dell’inquadratura si contendono lo sguardo. Semplificare lo sfondo significa dire all’occhio dove andare.`,
      },
      fix: 'Ritagliare più stretto e scurire dolcemente i bordi.',
      next: 'Avvicinarsi o aprire il diaframma per semplificare lo sfondo.',
    },
    blank: {
      name: () => 'quasi nessun dettaglio visibile',
      say: {
        roast: () => 'Qui non c’è niente. Complimenti, hai fotografato il concetto di vuoto.',
        professional: () => 'L’immagine non mostra quasi nessun dettaglio utilizzabile.',
        learning: () =>
          'I pixel vicini quasi non differiscono: senza contorni, l’occhio non riconosce nulla.',
      },
      fix: 'Ripartire da un altro scatto: il ritocco non crea dettagli.',
      next: 'Controllare il tappo dell’obiettivo, l’esposizione e la messa a fuoco, poi riprovare.',
    },
  },
  strengths: {
    exposed: (f) => `Esposizione ben centrata: ${f.mean} di luminosità media.`,
    ranged: () => 'I toni vanno dal nero al bianco senza vuoti.',
    contrasted: (f) => `Buon contrasto: ${f.contrast}.`,
    sharp: (f) => `Nitidezza solida: ${f.sharpness}/100 ${f.focusPlace}.`,
    clean: (f) => `Immagine pulita: solo ${f.noise} livelli di rumore.`,
    colourful: (f) => `Colori generosi: indice ${f.colour}.`,
    level: () => 'La linea principale è ben orizzontale.',
    placed: () => 'La zona nitida cade vicino a un punto forte della regola dei terzi.',
    standsOut: (f) => `I dettagli si raccolgono sul ${f.spread} dell’inquadratura: qualcosa spicca.`,
  },
  spared: {
    roast: {
      composition: 'Niente che traballi, quasi un peccato.',
      lighting: 'Sulla luce non ho battute da fare; le tengo per la prossima.',
      focus: 'Nitida dove serve. Che fastidio.',
      exposure: 'Esposizione sotto controllo: rimetto via le battute sul tostapane.',
    },
    professional: {
      composition: 'Nessuno squilibrio misurabile.',
      lighting: 'Nessun difetto di luce misurabile.',
      focus: 'Nitidezza ineccepibile a questa dimensione.',
      exposure: 'Esposizione sotto controllo.',
    },
    learning: {
      composition: 'Le masse sono ben distribuite: lo sguardo circola senza inciampare.',
      lighting: 'Toni chiari e scuri sono abbastanza distanti da dare volume.',
      focus: 'I contorni sono netti: l’occhio trova subito dove posarsi.',
      exposure: 'L’istogramma conserva margine ai due estremi, il che facilita il ritocco.',
    },
  },
  openers: {
    roast: {
      poor: 'Bene. Diciamo che la fotocamera è partita da sola.',
      fair: 'Né capolavoro né scandalo: la foto, almeno, esiste.',
      good: 'Che seccatura: i numeri sono buoni e io sono qui per sfottere.',
    },
    professional: {
      poor: 'La tecnica penalizza molto questa immagine.',
      fair: 'La base è corretta, con alcuni punti precisi da riprendere.',
      good: 'La tecnica è solida.',
    },
    learning: {
      poor: 'Questa immagine ha problemi tecnici da cui si impara molto: vediamo perché.',
      fair: 'La base c’è; vediamo che cosa la frena e come migliorare.',
      good: 'La tecnica è a posto; vediamo che cosa funziona e perché.',
    },
  },
  worst: {
    roast: (name) => `Prova numero uno: ${name}.`,
    professional: (name) => `Da correggere per primo: ${name}.`,
    learning: (name) => `Il primo aspetto su cui lavorare: ${name}.`,
  },
  faultless: {
    roast: 'Nemmeno un difetto misurabile: sono in cassa integrazione.',
    professional: 'Nessun difetto misurabile.',
    learning: 'Nessun difetto misurabile: da qui in poi contano il soggetto e il momento.',
  },
  honesty: {
    roast:
      'Per onestà: sono uno strumento di misura, non un modello linguistico. Conto i pixel; il soggetto, l’emozione e la storia non li vedo.',
    professional:
      'Questa è una misura dei pixel, non il parere di un modello linguistico: soggetto, emozione e storia non sono valutati.',
    learning:
      'Da sapere: questo giudizio nasce da una misura dei pixel, non da un modello linguistico. Non vede il soggetto, l’emozione né la storia: quelli spetta a Lei giudicarli.',
  },
  artistic: {
    roast: {
      creativity: (f) =>
        `L’originalità non si conta in pixel. Vedo una tavolozza di indice ${f.colour}; il genio, se c’è, mi sfugge.`,
      emotion: (f) =>
        `Sento il ${f.mean} di luminosità e nemmeno un brivido: non ho un cuore, solo un istogramma.`,
      storytelling: () => 'Una storia? Non so nemmeno che cosa ci sia nella foto.',
    },
    professional: {
      creativity: (f) => `La creatività non è misurabile; lo è solo la tavolozza (indice ${f.colour}).`,
      emotion: (f) => `L’emozione non è misurabile; la tonalità media è del ${f.mean}.`,
      storytelling: () => 'Il racconto non è valutato: il soggetto non viene riconosciuto.',
    },
    learning: {
      creativity: (f) =>
        `Una misura non riconosce un’idea nuova. Dà l’indice della tavolozza (${f.colour}); si chieda che cosa aggiunge il Suo sguardo.`,
      emotion: (f) =>
        `Una tonalità del ${f.mean} orienta l’atmosfera, lieve o grave, ma l’emozione nasce dal soggetto, che io non vedo.`,
      storytelling: () =>
        'Una storia vive di persone, luogo e istante, che una misura non vede. Provi a raccontare la foto in una frase: se viene facile, è buon segno.',
    },
  },
  graded: { neutral: 'Voto neutro.', illegible: 'Voto abbassato: si distingue troppo poco.' },
  polish: {
    name: 'rifinitura dell’immagine',
    fix: 'Provare un ritaglio un po’ più stretto e confrontare le due versioni.',
    next: 'Variare altezza e distanza: tre punti di vista sullo stesso soggetto.',
  },
  gain: (n) => (n === 1 ? 'Circa 1 punto in più.' : `Circa ${n} punti in più.`),
  typeTips: {
    general: 'Decidere il soggetto prima di inquadrare e lasciare fuori ciò che non gli serve.',
    portrait: 'Mettere a fuoco l’occhio più vicino.',
    landscape: 'Aggiungere un primo piano per dare profondità.',
    street: 'Scegliere una scena e aspettare che qualcuno vi entri.',
    macro: 'Tenere il sensore parallelo al soggetto per guadagnare nitidezza.',
    architecture: 'Tenere la fotocamera in bolla perché le verticali restino dritte.',
    nature: 'Mettersi all’altezza del soggetto.',
    sport: 'Puntare a 1/1000 s e lasciare spazio davanti all’azione.',
    night: 'Scattare all’ora blu, su treppiede, a ISO bassi.',
    wedding: 'Cogliere le reazioni tanto quanto l’azione.',
    abstract: 'Isolare una sola forma, una sola ripetizione.',
    documentary: 'Completare l’immagine con un campo largo e un dettaglio.',
    fashion: 'Lasciare che la luce racconti il tessuto dell’abito.',
    food: 'Illuminare di lato o di tre quarti da dietro, vicino a una finestra.',
    travel: 'Tornare nello stesso luogo a un’altra ora.',
    other: 'Fotografare lo stesso soggetto con tre luci diverse.',
  },
  retouch: {
    high: (name) => `Il difetto principale si corregge bene in ritocco: ${name}.`,
    medium: (name) => `Il ritocco aiuterà senza risolvere tutto: ${name}.`,
    low: 'Il ritocco cambierà poco: l’essenziale si è deciso allo scatto.',
  },
  places: {
    topLeft: 'in alto a sinistra',
    top: 'in alto',
    topRight: 'in alto a destra',
    left: 'a sinistra',
    centre: 'al centro',
    right: 'a destra',
    bottomLeft: 'in basso a sinistra',
    bottom: 'in basso',
    bottomRight: 'in basso a destra',
  },
  tints: { warm: 'calda', cool: 'fredda', green: 'verde', magenta: 'magenta' },
  controls: {
    exposure: 'Esposizione',
    highlights: 'Luci',
    shadows: 'Ombre',
    contrast: 'Contrasto',
    temperature: 'Temperatura',
    tint: 'Tinta',
    saturation: 'Saturazione',
    sharpening: 'Nitidezza',
    noise: 'Riduzione disturbo',
    straighten: 'Raddrizza',
    crop: 'Ritaglia',
    vignette: 'Vignettatura',
    cameraRaw: 'Filtro Camera Raw',
    tuneImage: 'Migliora',
    details: 'Dettagli',
    whiteBalance: 'Bilanciamento del bianco',
    rotate: 'Ruota',
  },
};
