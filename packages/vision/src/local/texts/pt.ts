import type { Texts } from './shape.ts';

export const pt: Texts = {
  measured: {
    composition: (f) =>
      `A maior parte do detalhe ocupa ${f.spread} do enquadramento e pesa sobretudo ${f.massPlace}.`,
    lighting: (f) =>
      `Contraste medido: ${f.contrast}; riqueza de cor: ${f.colour} (acima de 59, cores vivas).`,
    focus: (f) =>
      `Nitidez da zona mais fina: ${f.sharpness}/100, ${f.focusPlace}; ruído: ${f.noise} níveis em 255.`,
    exposure: (f) =>
      `Luminosidade média: ${f.mean}; brancos queimados: ${f.burnt}; pretos fechados: ${f.blocked}.`,
  },
  faults: {
    dark: {
      name: (f) => `imagem escura (${f.mean} de luminosidade média)`,
      say: {
        roast: (f) => `Com ${f.mean} de luminosidade média, há mais luz dentro de um armário.`,
        professional: (f) => `A imagem está subexposta: apenas ${f.mean} de luminosidade média.`,
        learning: (f) =>
          `Com ${f.mean} de luminosidade média, o detalhe acumula-se na parte baixa do histograma, onde o sensor distingue menos tons.`,
      },
      fix: 'Subir a exposição e depois abrir as sombras, com atenção ao ruído.',
      next: 'Compensar +1 EV e ver o histograma antes de guardar a câmara.',
    },
    bright: {
      name: (f) => `imagem demasiado clara (${f.mean} de luminosidade média)`,
      say: {
        roast: (f) => `${f.mean} de luminosidade média: esta foto devia vir com óculos de sol.`,
        professional: (f) => `A imagem está sobreexposta: a luminosidade média chega a ${f.mean}.`,
        learning: (f) =>
          `Uma luminosidade média de ${f.mean} empurra todos os tons para o branco, e as texturas claras são as primeiras a perder-se.`,
      },
      fix: 'Baixar a exposição até recuperar textura nos tons claros.',
      next: 'Compensar −1 EV quando os tons claros dominam a cena.',
    },
    burnt: {
      name: (f) => `altas luzes queimadas em ${f.burnt} da imagem`,
      say: {
        roast: (f) => `${f.burnt} da imagem está queimado. Por menos se devolve uma torrada.`,
        professional: (f) => `${f.burnt} da imagem está queimado: já não há detalhe nessas zonas.`,
        learning: (f) =>
          `${f.burnt} dos píxeis são branco puro. Um sensor saturado não regista mais nada, e nenhuma edição recupera o que não foi captado.`,
      },
      fix: 'Baixar as altas luzes, de preferência a partir do RAW, que costuma guardar alguma margem.',
      next: 'Ativar o aviso de altas luzes e expor para as zonas mais claras.',
    },
    blocked: {
      name: (f) => `sombras fechadas em ${f.blocked} da imagem`,
      say: {
        roast: (f) => `${f.blocked} de preto absoluto: cabia ali um elefante e ninguém dava por ele.`,
        professional: (f) => `As sombras estão fechadas em ${f.blocked} da imagem.`,
        learning: (f) =>
          `${f.blocked} da imagem é preto sem matizes: o olhar procura textura, não a encontra, e o conjunto fica pesado.`,
      },
      fix: 'Abrir as sombras com moderação, sem acinzentar os verdadeiros pretos.',
      next: 'Aclarar as sombras ao fotografar, com um refletor ou um toque de flash.',
    },
    flat: {
      name: (f) => `luz plana (contraste de ${f.contrast})`,
      say: {
        roast: (f) => `Um contraste de ${f.contrast}: tem tanto sabor como uma canja de hospital.`,
        professional: (f) => `O contraste é baixo (${f.contrast}) e falta relevo à imagem.`,
        learning: (f) =>
          `Com ${f.contrast} de contraste, os tons claros e escuros parecem-se demasiado, e é a distância entre eles que desenha os volumes.`,
      },
      fix: 'Reforçar o contraste com uma ligeira curva em S.',
      next: 'Procurar luz lateral, de manhã cedo ou ao fim do dia: modela as formas.',
    },
    backlit: {
      name: (f) => `contraluz (centro a ${f.centre}, envolvente a ${f.surround})`,
      say: {
        roast: (f) => `O fundo brilha a ${f.surround} e o centro amua a ${f.centre}: belo retrato da parede.`,
        professional: (f) =>
          `O centro está claramente mais escuro do que o resto: ${f.centre} contra ${f.surround}.`,
        learning: (f) =>
          `O fotómetro confiou no fundo claro (${f.surround}) e deixou o centro a ${f.centre}: a armadilha clássica do contraluz.`,
      },
      fix: 'Aclarar o centro com uma máscara radial e conter o fundo.',
      next: 'Medir a luz no motivo, ou dar-lhe a volta até a luz vir de frente ou de lado.',
    },
    blurred: {
      name: (f) => `falta de nitidez (${f.sharpness}/100 no máximo)`,
      say: {
        roast: (f) =>
          `${f.sharpness}/100 de nitidez, e essa é a melhor zona. As fotos do Yeti convencem mais.`,
        professional: (f) => `Mesmo a zona mais fina fica suave: ${f.sharpness}/100.`,
        learning: (f) =>
          `A zona mais nítida não passa de ${f.sharpness}/100. Foco deslocado, abertura demasiado grande ou motivo demasiado perto: o olhar não encontra onde pousar.`,
      },
      fix: 'Aumentar a nitidez com moderação: dá vigor, não devolve o detalhe perdido.',
      next: 'Escolher o ponto de focagem, colocá-lo no essencial e confirmar ampliando no ecrã.',
    },
    shaken: {
      name: (f) => `provável imagem tremida${f.shutter}`,
      say: {
        roast: (f) =>
          `Aqui alguma coisa mexeu${f.shutter}. Da próxima vez, dispara depois do café, não durante.`,
        professional: (f) => `O desfoque sugere movimento${f.shutter}: a nitidez fica em ${f.sharpness}/100.`,
        learning: (f) =>
          `A nitidez fica em ${f.sharpness}/100 e o desfoque sugere movimento${f.shutter}. À mão, uma velocidade de pelo menos 1/distância focal evita quase toda a trepidação.`,
      },
      fix: 'Aumentar a nitidez com prudência, ou assumir o movimento a preto e branco.',
      next: 'Usar uma velocidade mais rápida, mesmo com um ISO mais alto, ou procurar apoio.',
    },
    misfocused: {
      name: (f) => `zona nítida longe do centro (${f.focusPlace})`,
      say: {
        roast: (f) =>
          `O foco está ${f.focusPlace}. Se o teu motivo mora aí, parabéns; se não, vai ficar ofendido.`,
        professional: (f) =>
          `A zona mais nítida está ${f.focusPlace}: convém confirmar que coincide com o motivo.`,
        learning: (f) =>
          `O olhar vai primeiro para o mais nítido, aqui ${f.focusPlace}. Neste tipo de foto espera-se mais perto do motivo principal.`,
      },
      fix: 'Reenquadrar em torno da zona nítida, ou escurecer um pouco o resto para guiar o olhar.',
      next: 'Ativar a deteção do olho ou apontar ao motivo com um único ponto de focagem.',
    },
    shallow: {
      name: (f) => `nitidez limitada a ${f.sharpShare} do detalhe`,
      say: {
        roast: (f) => `${f.sharpShare} do detalhe está nítido; o resto tirou folga.`,
        professional: (f) => `Apenas ${f.sharpShare} do detalhe está nítido: pouco para este tipo de motivo.`,
        learning: (f) =>
          `Apenas ${f.sharpShare} do detalhe está nítido. Um motivo vasto ganha em estar nítido da frente ao fundo, e é para isso que serve uma abertura pequena.`,
      },
      fix: 'Aumentar a nitidez localmente, nos planos que contam.',
      next: 'Fechar a f/8 ou f/11 e focar no primeiro terço da cena.',
    },
    noisy: {
      name: (f) => `ruído visível (${f.noise} níveis)`,
      say: {
        roast: (f) => `${f.noise} níveis de ruído: ninguém pediu sêmola a acompanhar.`,
        professional: (f) =>
          `O ruído chega a ${f.noise} níveis nas zonas lisas, a não ser que seja uma textura muito fina.`,
        learning: (f) =>
          `As zonas calmas variam ${f.noise} níveis. Quanto menos luz o sensor recebe, mais é preciso amplificar o sinal, e com ele o ruído.`,
      },
      fix: 'Reduzir o ruído antes de aumentar a nitidez, nunca ao contrário.',
      next: 'Baixar o ISO, abrindo o diafragma ou estabilizando a câmara.',
    },
    cast: {
      name: (f) => `dominante ${f.tint}`,
      say: {
        roast: (f) => `Dominante ${f.tint} por todo o lado: parece um filtro de 2012.`,
        professional: (f) =>
          `Uma dominante ${f.tint} tinge toda a imagem; a corrigir se não for intencional.`,
        learning: (f) =>
          `Todas as cores puxam para o mesmo lado (dominante ${f.tint}). O olho adapta-se à luz, a câmara não: é para isso que serve o equilíbrio de brancos.`,
      },
      fix: 'Acertar o equilíbrio de brancos com o conta-gotas numa zona neutra.',
      next: 'Definir o equilíbrio de brancos para a luz do local em vez de o deixar em automático.',
    },
    garish: {
      name: () => 'cores demasiado saturadas',
      say: {
        roast: () => 'Com cores tão berrantes, até um papagaio pedia para baixar o volume.',
        professional: () => 'Boa parte da imagem é cor quase pura: os matizes desaparecem.',
        learning: () =>
          'Quando uma cor atinge a saturação máxima, os matizes fundem-se: pétalas e tecidos tornam-se manchas planas.',
      },
      fix: 'Reduzir um pouco a saturação, cor a cor.',
      next: 'Escolher um perfil de imagem neutro e subexpor ligeiramente as cores vivas.',
    },
    tilted: {
      name: (f) => `linha principal inclinada ${f.tilt}`,
      say: {
        roast: (f) => `A linha principal inclina-se ${f.tilt}. Se for o horizonte, o mar está a esvaziar-se.`,
        professional: (f) => `A linha mais longa inclina-se ${f.tilt}: a endireitar se for o horizonte.`,
        learning: (f) =>
          `A linha mais longa inclina-se ${f.tilt}: pouco para parecer intencional, o suficiente para parecer descuido. O olhar repara a partir de um grau.`,
      },
      fix: 'Endireitar a imagem pela sua linha principal.',
      next: 'Ativar o nível eletrónico ou a grelha no visor.',
    },
    lopsided: {
      name: (f) => `peso visual ${f.massPlace}`,
      say: {
        roast: (f) => `Tudo acontece ${f.massPlace}; o resto do enquadramento faz figuração.`,
        professional: (f) => `O detalhe pesa ${f.massPlace} sem contrapeso.`,
        learning: (f) =>
          `O detalhe concentra-se ${f.massPlace}. Um enquadramento equilibra-se como uma balança: muitas vezes basta um pequeno elemento do outro lado.`,
      },
      fix: 'Reenquadrar para aproximar a massa principal de uma linha dos terços.',
      next: 'Antes de disparar, procurar do outro lado do enquadramento algo que responda ao motivo.',
    },
    cluttered: {
      name: (f) => `detalhe por todo o lado (${f.spread} do enquadramento)`,
      say: {
        roast: (f) => `Detalhe em ${f.spread} do enquadramento: é uma foto ou uma feira da ladra?`,
        professional: (f) => `O detalhe cobre ${f.spread} do enquadramento: nada se destaca realmente.`,
        learning: (f) =>
          `O detalhe em ${f.spread} do enquadramento disputa o olhar. Simplificar o fundo é dizer ao olhar para onde ir.`,
      },
      fix: 'Enquadrar mais fechado e escurecer suavemente as margens.',
      next: 'Aproximar-se ou abrir o diafragma para simplificar o fundo.',
    },
    blank: {
      name: () => 'quase nenhum detalhe visível',
      say: {
        roast: () => 'Aqui não há nada. Parabéns, fotografaste o conceito de vazio.',
        professional: () => 'A imagem quase não mostra detalhe aproveitável.',
        learning: () => 'Os píxeis vizinhos quase não diferem: sem contornos, o olhar não reconhece nada.',
      },
      fix: 'Partir de outra fotografia: a edição não cria detalhe.',
      next: 'Verificar a tampa da objetiva, a exposição e o foco, e repetir.',
    },
  },
  strengths: {
    exposed: (f) => `Exposição bem colocada: ${f.mean} de luminosidade média.`,
    ranged: () => 'Os tons vão do preto ao branco sem falhas.',
    contrasted: (f) => `Bom contraste: ${f.contrast}.`,
    sharp: (f) => `Nitidez sólida: ${f.sharpness}/100 ${f.focusPlace}.`,
    clean: (f) => `Imagem limpa: apenas ${f.noise} níveis de ruído.`,
    colourful: (f) => `Cores generosas: índice ${f.colour}.`,
    level: () => 'A linha principal está bem nivelada.',
    placed: () => 'A zona nítida fica perto de um ponto forte da regra dos terços.',
    standsOut: (f) => `O detalhe concentra-se em ${f.spread} do enquadramento: algo se destaca.`,
  },
  spared: {
    roast: {
      composition: 'Nada a coxear, o que é quase uma desilusão.',
      lighting: 'A luz não me dá matéria para piadas; ficam para a próxima.',
      focus: 'Nítida onde deve ser. Que maçada.',
      exposure: 'Exposição controlada: guardo as piadas sobre torradeiras.',
    },
    professional: {
      composition: 'Sem desequilíbrio mensurável.',
      lighting: 'Sem defeito de luz mensurável.',
      focus: 'Nitidez sem reparos a este tamanho.',
      exposure: 'Exposição controlada.',
    },
    learning: {
      composition: 'As massas estão bem distribuídas: o olhar circula sem tropeçar.',
      lighting: 'Os tons claros e escuros afastam-se o bastante para dar volume.',
      focus: 'Os contornos são limpos: o olhar encontra logo onde pousar.',
      exposure: 'O histograma guarda margem nas duas pontas, o que facilita a edição.',
    },
  },
  openers: {
    roast: {
      poor: 'Bem. Digamos que a câmara disparou sozinha.',
      fair: 'Nem obra-prima nem escândalo: a foto, pelo menos, existe.',
      good: 'Que irritante: os números são bons e eu estou aqui para troçar.',
    },
    professional: {
      poor: 'A técnica penaliza muito esta imagem.',
      fair: 'A base é correta, com pontos concretos a rever.',
      good: 'A técnica é sólida.',
    },
    learning: {
      poor: 'Esta imagem tem problemas técnicos com que se aprende muito: vejamos porquê.',
      fair: 'A base está lá; vejamos o que a trava e como progredir.',
      good: 'A técnica está bem assente; vejamos o que funciona e porquê.',
    },
  },
  worst: {
    roast: (name) => `Prova número um: ${name}.`,
    professional: (name) => `A corrigir em primeiro lugar: ${name}.`,
    learning: (name) => `O primeiro ponto a trabalhar: ${name}.`,
  },
  faultless: {
    roast: 'Nem um defeito mensurável: estou tecnicamente desempregado.',
    professional: 'Nenhum defeito mensurável.',
    learning: 'Nenhum defeito mensurável: daqui em diante contam o motivo e o momento.',
  },
  honesty: {
    roast:
      'Aviso: sou um instrumento de medida, não um modelo de linguagem. Conto píxeis; o motivo, a emoção e a história, não os vejo.',
    professional:
      'Isto é uma medição de píxeis, não a opinião de um modelo de linguagem: o motivo, a emoção e a história não são avaliados.',
    learning:
      'Convém saber: este comentário resulta de uma medição de píxeis, não de um modelo de linguagem. Não vê o motivo, a emoção nem a história; isso cabe a quem fotografa julgar.',
  },
  artistic: {
    roast: {
      creativity: (f) =>
        `A originalidade não se conta em píxeis. Vejo uma paleta de índice ${f.colour}; o génio, se o houver, escapa-me.`,
      emotion: (f) =>
        `Sinto ${f.mean} de luminosidade e nem um arrepio: não tenho coração, só um histograma.`,
      storytelling: () => 'Uma história? Nem sei o que está na foto.',
    },
    professional: {
      creativity: (f) => `A criatividade não é mensurável; só a paleta o é (índice ${f.colour}).`,
      emotion: (f) => `A emoção não é mensurável; a tonalidade média é de ${f.mean}.`,
      storytelling: () => 'A narrativa não é avaliada: o motivo não é reconhecido.',
    },
    learning: {
      creativity: (f) =>
        `Uma medição não reconhece uma ideia nova. Dá o índice da paleta (${f.colour}); pense no que o seu olhar acrescenta.`,
      emotion: (f) =>
        `Uma tonalidade de ${f.mean} orienta o ambiente, leve ou grave, mas a emoção nasce do motivo, que eu não vejo.`,
      storytelling: () =>
        'Uma história vive de pessoas, lugar e instante, que uma medição não vê. Tente contar a foto numa frase: se sair sem esforço, é bom sinal.',
    },
  },
  graded: { neutral: 'Nota neutra.', illegible: 'Nota reduzida: distingue-se muito pouco.' },
  polish: {
    name: 'acabamento da imagem',
    fix: 'Experimentar um enquadramento um pouco mais fechado e comparar as duas versões.',
    next: 'Variar a altura e a distância: três pontos de vista sobre o mesmo motivo.',
  },
  gain: (n) => (n === 1 ? 'Cerca de 1 ponto a mais.' : `Cerca de ${n} pontos a mais.`),
  typeTips: {
    general: 'Decidir o motivo antes de enquadrar e deixar de fora o que não o serve.',
    portrait: 'Focar o olho mais próximo.',
    landscape: 'Acrescentar um primeiro plano para dar profundidade.',
    street: 'Escolher um cenário e esperar que alguém entre nele.',
    macro: 'Manter o sensor paralelo ao motivo para ganhar nitidez.',
    architecture: 'Manter a câmara nivelada para que as verticais fiquem direitas.',
    nature: 'Pôr-se à altura do motivo.',
    sport: 'Procurar 1/1000 s e deixar espaço à frente da ação.',
    night: 'Fotografar na hora azul, com tripé e ISO baixo.',
    wedding: 'Estar atento às reações tanto quanto à ação.',
    abstract: 'Isolar uma só forma, uma só repetição.',
    documentary: 'Completar a imagem com um plano geral e um pormenor.',
    fashion: 'Deixar que a luz descreva o tecido da peça.',
    food: 'Iluminar de lado ou a três quartos por trás, junto a uma janela.',
    travel: 'Voltar ao mesmo lugar a outra hora.',
    other: 'Fotografar o mesmo motivo com três luzes diferentes.',
  },
  retouch: {
    high: (name) => `O defeito principal corrige-se bem na edição: ${name}.`,
    medium: (name) => `A edição ajudará sem resolver tudo: ${name}.`,
    low: 'A edição mudará pouco: o essencial decidiu-se ao fotografar.',
  },
  places: {
    topLeft: 'em cima à esquerda',
    top: 'em cima',
    topRight: 'em cima à direita',
    left: 'à esquerda',
    centre: 'ao centro',
    right: 'à direita',
    bottomLeft: 'em baixo à esquerda',
    bottom: 'em baixo',
    bottomRight: 'em baixo à direita',
  },
  tints: { warm: 'quente', cool: 'fria', green: 'verde', magenta: 'magenta' },
  controls: {
    exposure: 'Exposição',
    highlights: 'Realces',
    shadows: 'Sombras',
    contrast: 'Contraste',
    temperature: 'Temperatura',
    tint: 'Matiz',
    saturation: 'Saturação',
    sharpening: 'Nitidez',
    noise: 'Redução de ruído',
    straighten: 'Endireitar',
    crop: 'Cortar',
    vignette: 'Vinheta',
    cameraRaw: 'Filtro do Camera Raw',
    tuneImage: 'Ajustar imagem',
    details: 'Detalhes',
    whiteBalance: 'Equilíbrio de brancos',
    rotate: 'Rodar',
  },
};
