import type { Texts } from './shape.ts';

export const fr: Texts = {
  measured: {
    composition: (f) => `L’essentiel des détails occupe ${f.spread} du cadre et pèse surtout ${f.massPlace}.`,
    lighting: (f) =>
      `Contraste mesuré : ${f.contrast} ; richesse des couleurs : ${f.colour} (au-delà de 59, elles sont vives).`,
    focus: (f) =>
      `Netteté de la zone la plus fine : ${f.sharpness}/100, ${f.focusPlace} ; bruit estimé : ${f.noise} sur 255.`,
    exposure: (f) =>
      `Luminosité moyenne : ${f.mean} ; blancs brûlés : ${f.burnt} ; noirs bouchés : ${f.blocked}.`,
  },
  faults: {
    dark: {
      name: (f) => `image sombre (${f.mean} de luminosité moyenne)`,
      say: {
        roast: (f) => `Avec ${f.mean} de luminosité moyenne, il fait plus clair au fond d’un placard.`,
        professional: (f) => `L’image est sous-exposée : ${f.mean} de luminosité moyenne seulement.`,
        learning: (f) =>
          `À ${f.mean} de luminosité moyenne, les détails se tassent dans le bas de l’histogramme, là où le capteur distingue le moins de nuances.`,
      },
      fix: 'Remonter l’exposition, puis ouvrir les ombres en surveillant le bruit.',
      next: 'Corriger l’exposition de +1 EV et contrôler l’histogramme avant de ranger l’appareil.',
    },
    bright: {
      name: (f) => `image trop claire (${f.mean} de luminosité moyenne)`,
      say: {
        roast: (f) =>
          `${f.mean} de luminosité moyenne : il faudrait vendre la photo avec des lunettes de soleil.`,
        professional: (f) => `L’image est surexposée : la luminosité moyenne atteint ${f.mean}.`,
        learning: (f) =>
          `Une luminosité moyenne de ${f.mean} pousse tous les tons vers le blanc : les matières claires perdent leur relief en premier.`,
      },
      fix: 'Baisser l’exposition jusqu’à retrouver de la matière dans les tons clairs.',
      next: 'Corriger l’exposition de −1 EV dès que la scène est dominée par des tons clairs.',
    },
    burnt: {
      name: (f) => `hautes lumières brûlées sur ${f.burnt} de l’image`,
      say: {
        roast: (f) => `${f.burnt} de l’image est cramé. Même un toast, à ce stade, on le jette.`,
        professional: (f) => `${f.burnt} de l’image est brûlé : ces zones ne contiennent plus aucun détail.`,
        learning: (f) =>
          `${f.burnt} des pixels sont d’un blanc pur. Un capteur saturé n’enregistre plus rien : aucune retouche ne recréera ce qui n’a pas été capté.`,
      },
      fix: 'Baisser les hautes lumières et repartir du fichier RAW s’il existe : il garde souvent un peu de marge.',
      next: 'Activer l’alerte de surexposition et exposer pour les zones les plus claires.',
    },
    blocked: {
      name: (f) => `noirs bouchés sur ${f.blocked} de l’image`,
      say: {
        roast: (f) =>
          `${f.blocked} de noir total : on pourrait y cacher un éléphant, et personne n’irait vérifier.`,
        professional: (f) => `Les ombres sont bouchées sur ${f.blocked} de l’image.`,
        learning: (f) =>
          `${f.blocked} de l’image est d’un noir sans nuance : l’œil y cherche de la matière et n’en trouve pas, ce qui alourdit l’ensemble.`,
      },
      fix: 'Ouvrir les ombres avec mesure, sans griser les vrais noirs.',
      next: 'Éclaircir les ombres à la prise de vue avec un réflecteur ou un léger coup de flash.',
    },
    flat: {
      name: (f) => `lumière plate (contraste de ${f.contrast})`,
      say: {
        roast: (f) => `Un contraste de ${f.contrast} : c’est aussi relevé qu’une soupe d’hôpital.`,
        professional: (f) => `Le contraste reste faible (${f.contrast}) : l’image manque de relief.`,
        learning: (f) =>
          `Avec ${f.contrast} de contraste, les tons clairs et foncés se ressemblent trop ; or c’est leur écart qui dessine les volumes.`,
      },
      fix: 'Renforcer le contraste par une légère courbe en S.',
      next: 'Chercher une lumière latérale, tôt le matin ou en fin de journée : elle sculpte les volumes.',
    },
    backlit: {
      name: (f) => `contre-jour (centre à ${f.centre}, pourtour à ${f.surround})`,
      say: {
        roast: (f) =>
          `Le fond brille à ${f.surround}, le centre se morfond à ${f.centre} : un beau portrait de l’arrière-plan.`,
        professional: (f) =>
          `Le centre est nettement plus sombre que le reste : ${f.centre} contre ${f.surround}.`,
        learning: (f) =>
          `La mesure de l’appareil s’est fiée au fond clair (${f.surround}) et a laissé le centre à ${f.centre} : c’est le piège classique du contre-jour.`,
      },
      fix: 'Éclaircir le centre avec un masque radial et retenir le fond.',
      next: 'Mesurer la lumière sur le sujet, ou tourner autour de lui pour que le jour l’éclaire de face ou de côté.',
    },
    blurred: {
      name: (f) => `manque de netteté (${f.sharpness}/100 au mieux)`,
      say: {
        roast: (f) =>
          `${f.sharpness}/100 de netteté, et c’est la meilleure zone. Le flou artistique, d’accord ; encore faut-il l’artiste.`,
        professional: (f) => `Même la zone la plus fine reste molle : ${f.sharpness}/100 de netteté.`,
        learning: (f) =>
          `La zone la plus nette ne dépasse pas ${f.sharpness}/100. Mise au point décalée, ouverture trop grande ou sujet trop proche : l’œil n’a aucun point où se poser.`,
      },
      fix: 'Accentuer modérément : cela redonne du mordant, pas des détails perdus.',
      next: 'Choisir soi-même le collimateur, le poser sur le point essentiel et vérifier en zoomant sur l’écran.',
    },
    shaken: {
      name: (f) => `flou de bougé probable${f.shutter}`,
      say: {
        roast: (f) => `Ça a bougé${f.shutter}. La prochaine fois, on déclenche après le café, pas pendant.`,
        professional: (f) => `Le flou évoque un bougé${f.shutter} : netteté limitée à ${f.sharpness}/100.`,
        learning: (f) =>
          `La netteté plafonne à ${f.sharpness}/100 et le flou évoque un mouvement${f.shutter}. À main levée, une vitesse d’au moins 1/focale évite l’essentiel du bougé.`,
      },
      fix: 'Accentuer avec prudence, ou assumer le mouvement en noir et blanc.',
      next: 'Accélérer l’obturateur, quitte à monter en ISO, ou prendre appui.',
    },
    misfocused: {
      name: (f) => `zone nette loin du centre (${f.focusPlace})`,
      say: {
        roast: (f) => `Le point est ${f.focusPlace}. Si ton sujet y habite, bravo ; sinon, il va se vexer.`,
        professional: (f) =>
          `La zone la plus nette se trouve ${f.focusPlace} : vérifiez qu’elle tombe bien sur le sujet.`,
        learning: (f) =>
          `L’œil va d’abord vers le plus net, ici ${f.focusPlace}. Pour ce genre de photo, on attend la netteté plus près du sujet principal.`,
      },
      fix: 'Recadrer autour de la zone nette, ou assombrir légèrement le reste pour y conduire le regard.',
      next: 'Activer la détection de l’œil ou viser le sujet avec un seul collimateur.',
    },
    shallow: {
      name: (f) => `netteté limitée à ${f.sharpShare} des détails`,
      say: {
        roast: (f) => `${f.sharpShare} des détails sont nets ; les autres ont pris leur journée.`,
        professional: (f) => `Seuls ${f.sharpShare} des détails sont nets : peu pour ce type de sujet.`,
        learning: (f) =>
          `Seuls ${f.sharpShare} des détails sont nets. Un vaste sujet gagne à l’être du premier plan au fond : c’est le rôle d’une petite ouverture.`,
      },
      fix: 'Accentuer localement les plans qui comptent.',
      next: 'Fermer à f/8 ou f/11 et faire le point au premier tiers de la scène.',
    },
    noisy: {
      name: (f) => `bruit visible (${f.noise} niveaux)`,
      say: {
        roast: (f) => `${f.noise} niveaux de bruit : on n’a pas commandé de semoule avec la photo.`,
        professional: (f) =>
          `Le bruit atteint ${f.noise} niveaux dans les zones unies, ou bien une texture très fine s’y confond.`,
        learning: (f) =>
          `Les zones calmes varient de ${f.noise} niveaux. Moins le capteur reçoit de lumière, plus il faut amplifier le signal, et le bruit avec lui.`,
      },
      fix: 'Réduire le bruit avant d’accentuer, jamais l’inverse.',
      next: 'Baisser les ISO en ouvrant davantage ou en stabilisant l’appareil.',
    },
    cast: {
      name: (f) => `dominante ${f.tint}`,
      say: {
        roast: (f) => `Dominante ${f.tint} sur toute l’image : on croirait un filtre de 2012.`,
        professional: (f) =>
          `Une dominante ${f.tint} teinte l’ensemble ; à corriger si elle n’est pas voulue.`,
        learning: (f) =>
          `Les couleurs sont toutes décalées dans le même sens (dominante ${f.tint}). L’œil s’adapte à la lumière ambiante, l’appareil non : c’est le rôle de la balance des blancs.`,
      },
      fix: 'Reprendre la balance des blancs à la pipette sur une zone neutre.',
      next: 'Régler la balance des blancs selon la lumière présente plutôt qu’en automatique.',
    },
    garish: {
      name: () => 'couleurs saturées à l’excès',
      say: {
        roast: () => 'Des couleurs à ce point saturées, même un perroquet demanderait à baisser le son.',
        professional: () =>
          'Une part notable de l’image est faite de couleurs presque pures : les nuances y disparaissent.',
        learning: () =>
          'Quand une couleur atteint sa saturation maximale, ses nuances se confondent : pétales ou tissus deviennent des aplats.',
      },
      fix: 'Réduire un peu la saturation, couleur par couleur.',
      next: 'Choisir un profil d’image neutre et sous-exposer légèrement les couleurs vives.',
    },
    tilted: {
      name: (f) => `ligne principale inclinée de ${f.tilt}`,
      say: {
        roast: (f) =>
          `La grande ligne penche de ${f.tilt}. Si c’est l’horizon, la mer est en train de se vider.`,
        professional: (f) =>
          `La plus longue ligne penche de ${f.tilt} : à redresser s’il s’agit de l’horizon.`,
        learning: (f) =>
          `La plus longue ligne penche de ${f.tilt}. Assez peu pour passer pour une erreur, trop pour une intention : l’œil le remarque dès un degré.`,
      },
      fix: 'Redresser l’image sur sa ligne principale.',
      next: 'Afficher le niveau électronique ou la grille dans le viseur.',
    },
    lopsided: {
      name: (f) => `poids de l’image ${f.massPlace}`,
      say: {
        roast: (f) => `Tout se passe ${f.massPlace} ; le reste du cadre fait de la figuration.`,
        professional: (f) => `Les détails pèsent ${f.massPlace} sans contrepoids.`,
        learning: (f) =>
          `Les détails se massent ${f.massPlace}. Un cadre s’équilibre comme une balance : un petit élément à l’opposé suffit souvent.`,
      },
      fix: 'Recadrer pour rapprocher la masse principale d’une ligne des tiers.',
      next: 'Avant de déclencher, chercher un élément qui réponde au sujet de l’autre côté du cadre.',
    },
    cluttered: {
      name: (f) => `détails partout (${f.spread} du cadre)`,
      say: {
        roast: (f) => `Des détails sur ${f.spread} du cadre : c’est une photo ou un vide-grenier ?`,
        professional: (f) => `Les détails couvrent ${f.spread} du cadre : rien ne se détache vraiment.`,
        learning: (f) =>
          `Des détails sur ${f.spread} du cadre se disputent le regard. Simplifier le fond, c’est dire à l’œil où aller.`,
      },
      fix: 'Recadrer plus serré et assombrir doucement les bords.',
      next: 'S’approcher ou ouvrir le diaphragme pour simplifier le fond.',
    },
    blank: {
      name: () => 'presque aucun détail visible',
      say: {
        roast: () => 'Il n’y a rien. Félicitations, tu as photographié le concept du vide.',
        professional: () => 'L’image ne montre presque aucun détail exploitable.',
        learning: () =>
          'Presque aucune différence entre les pixels voisins : sans contours, l’œil ne reconnaît rien.',
      },
      fix: 'Repartir d’une autre prise : la retouche ne crée pas de détails.',
      next: 'Vérifier le bouchon d’objectif, l’exposition et la mise au point, puis recommencer.',
    },
  },
  strengths: {
    exposed: (f) => `Exposition bien placée : ${f.mean} de luminosité moyenne.`,
    ranged: () => 'Les tons s’étendent du noir au blanc sans trou.',
    contrasted: (f) => `Bon contraste : ${f.contrast}.`,
    sharp: (f) => `Netteté solide : ${f.sharpness}/100 ${f.focusPlace}.`,
    clean: (f) => `Image propre : bruit estimé à ${f.noise} sur 255.`,
    colourful: (f) => `Couleurs généreuses : indice ${f.colour}.`,
    level: () => 'La ligne principale est bien horizontale.',
    placed: () => 'La zone nette tombe près d’un point fort de la règle des tiers.',
    standsOut: (f) => `Les détails se regroupent sur ${f.spread} du cadre : un élément s’en détache.`,
  },
  spared: {
    roast: {
      composition: 'Rien de bancal à signaler, c’est presque frustrant.',
      lighting: 'Rien à railler côté lumière ; je garde mes répliques pour une autre.',
      focus: 'C’est net là où ça doit piquer. Vexant.',
      exposure: 'Exposition tenue : je range mes blagues sur le grille-pain.',
    },
    professional: {
      composition: 'Pas de déséquilibre mesurable.',
      lighting: 'Pas de défaut de lumière mesurable.',
      focus: 'Netteté sans reproche à cette taille.',
      exposure: 'Exposition maîtrisée.',
    },
    learning: {
      composition: 'Les masses se répartissent bien : le regard circule sans buter.',
      lighting: 'L’écart entre tons clairs et foncés suffit à donner du volume.',
      focus: 'Les contours sont francs : le regard trouve vite où se poser.',
      exposure: 'L’histogramme garde de la marge à ses deux bouts, ce qui facilite la retouche.',
    },
  },
  openers: {
    roast: {
      poor: 'Bon. On va dire que l’appareil s’est déclenché tout seul.',
      fair: 'Ni chef-d’œuvre ni scandale : la photo a au moins le mérite d’exister.',
      good: 'Agaçant : les chiffres sont bons et je suis payé pour me moquer.',
    },
    professional: {
      poor: 'La technique pénalise fortement cette image.',
      fair: 'La base est correcte, avec des points précis à reprendre.',
      good: 'La technique est solide.',
    },
    learning: {
      poor: 'Cette image rencontre des difficultés techniques très instructives : voyons pourquoi.',
      fair: 'La base est là ; voyons ce qui la freine et comment progresser.',
      good: 'La technique est bien en place ; voyons ce qui fonctionne et pourquoi.',
    },
  },
  worst: {
    roast: (name) => `Pièce à conviction : ${name}.`,
    professional: (name) => `À traiter en priorité : ${name}.`,
    learning: (name) => `Le premier point à travailler : ${name}.`,
  },
  faultless: {
    roast: 'Aucun défaut mesurable, je suis au chômage technique.',
    professional: 'Aucun défaut mesurable.',
    learning: 'Aucun défaut mesurable : la suite se joue dans le choix du sujet et de l’instant.',
  },
  honesty: {
    roast:
      'Précision : je suis un instrument de mesure, pas un modèle de langage. Je compte des pixels ; le sujet, l’émotion et l’histoire, je ne les vois pas.',
    professional:
      'Ceci est une mesure des pixels, et non l’avis d’un modèle de langage : le sujet, l’émotion et l’histoire ne sont pas évalués.',
    learning:
      'À savoir : ce retour vient d’une mesure des pixels, pas d’un modèle de langage. Il ne voit ni le sujet, ni l’émotion, ni l’histoire : c’est à vous d’en juger.',
  },
  artistic: {
    roast: {
      creativity: (f) =>
        `L’originalité ne se compte pas en pixels. Je vois une palette d’indice ${f.colour} ; le génie, s’il y en a, m’échappe.`,
      emotion: (f) =>
        `Je sens ${f.mean} de luminosité, mais pas de frisson : je n’ai pas de cœur, seulement un histogramme.`,
      storytelling: () => 'Une histoire ? Je ne sais même pas ce qu’il y a sur la photo.',
    },
    professional: {
      creativity: (f) => `La créativité n’est pas mesurable ; seule la palette l’est (indice ${f.colour}).`,
      emotion: (f) => `L’émotion n’est pas mesurable ; la tonalité moyenne est de ${f.mean}.`,
      storytelling: () => 'Le récit n’est pas évalué : le sujet n’est pas reconnu.',
    },
    learning: {
      creativity: (f) =>
        `Une mesure ne reconnaît pas une idée neuve. Elle donne l’indice de la palette (${f.colour}) ; demandez-vous ce que votre regard ajoute.`,
      emotion: (f) =>
        `Une tonalité de ${f.mean} oriente l’ambiance, claire ou grave, mais l’émotion naît du sujet, que je ne vois pas.`,
      storytelling: () =>
        'Une histoire tient aux personnages, au lieu et à l’instant, que la mesure ne voit pas. Racontez la photo en une phrase : si elle vient facilement, c’est bon signe.',
    },
  },
  graded: { neutral: 'Note neutre.', illegible: 'Note abaissée : on distingue trop peu de chose.' },
  polish: {
    name: 'finition de l’image',
    fix: 'Essayer un recadrage un peu plus serré et comparer les deux versions.',
    next: 'Varier la hauteur et la distance : trois points de vue sur un même sujet.',
  },
  gain: (n) => (n === 1 ? 'Environ 1 point de plus.' : `Environ ${n} points de plus.`),
  typeTips: {
    general: 'Décider du sujet avant de cadrer, et retirer du cadre ce qui ne le sert pas.',
    portrait: 'Faire le point sur l’œil le plus proche.',
    landscape: 'Ajouter un premier plan pour donner de la profondeur.',
    street: 'Choisir un décor et attendre que quelqu’un y entre.',
    macro: 'Placer le capteur parallèle au sujet pour gagner en netteté.',
    architecture: 'Garder l’appareil de niveau pour que les verticales restent droites.',
    nature: 'Se mettre à la hauteur du sujet.',
    sport: 'Viser le 1/1000 s et laisser de l’espace devant l’action.',
    night: 'Photographier à l’heure bleue, sur trépied, à ISO bas.',
    wedding: 'Guetter les réactions autant que l’action.',
    abstract: 'Isoler une seule forme, une seule répétition.',
    documentary: 'Compléter l’image par un plan large et un détail.',
    fashion: 'Laisser la lumière décrire la matière du vêtement.',
    food: 'Éclairer de côté ou de trois quarts arrière, près d’une fenêtre.',
    travel: 'Revenir au même endroit à une autre heure.',
    other: 'Photographier le même sujet sous trois lumières.',
  },
  retouch: {
    high: (name) => `Le principal défaut se corrige bien en retouche : ${name}.`,
    medium: (name) => `La retouche améliorera l’image sans tout résoudre : ${name}.`,
    low: 'La retouche changera peu de chose : l’essentiel s’est joué à la prise de vue.',
  },
  places: {
    topLeft: 'en haut à gauche',
    top: 'en haut',
    topRight: 'en haut à droite',
    left: 'à gauche',
    centre: 'au centre',
    right: 'à droite',
    bottomLeft: 'en bas à gauche',
    bottom: 'en bas',
    bottomRight: 'en bas à droite',
  },
  tints: { warm: 'chaude', cool: 'froide', green: 'verte', magenta: 'magenta' },
  controls: {
    exposure: 'Exposition',
    highlights: 'Hautes lumières',
    shadows: 'Ombres',
    contrast: 'Contraste',
    temperature: 'Température',
    tint: 'Teinte',
    saturation: 'Saturation',
    sharpening: 'Netteté',
    noise: 'Réduction du bruit',
    straighten: 'Redresser',
    crop: 'Recadrer',
    vignette: 'Vignetage',
    cameraRaw: 'Filtre Camera Raw',
    tuneImage: 'Retouche',
    details: 'Détails',
    whiteBalance: 'Balance des blancs',
    rotate: 'Rotation',
  },
};
