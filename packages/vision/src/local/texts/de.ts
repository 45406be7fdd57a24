import type { Texts } from './shape.ts';

export const de: Texts = {
  measured: {
    composition: (f) =>
      `Die meisten Details füllen ${f.spread} des Bildes; das Gewicht liegt ${f.massPlace}.`,
    lighting: (f) => `Gemessener Kontrast: ${f.contrast}; Farbigkeit: ${f.colour} (ab 59 kräftig).`,
    focus: (f) =>
      `Schärfe der besten Stelle: ${f.sharpness}/100, ${f.focusPlace}; Rauschen: ${f.noise} von 255 Stufen.`,
    exposure: (f) =>
      `Mittlere Helligkeit: ${f.mean}; ausgefressene Lichter: ${f.burnt}; zugelaufene Schatten: ${f.blocked}.`,
  },
  faults: {
    dark: {
      name: (f) => `dunkles Bild (${f.mean} mittlere Helligkeit)`,
      say: {
        roast: (f) => `Bei ${f.mean} mittlerer Helligkeit ist es im Kohlenkeller gemütlicher.`,
        professional: (f) => `Das Bild ist unterbelichtet: nur ${f.mean} mittlere Helligkeit.`,
        learning: (f) =>
          `Bei ${f.mean} mittlerer Helligkeit drängen sich die Details am linken Rand des Histogramms, wo der Sensor die wenigsten Tonwerte trennt.`,
      },
      fix: 'Belichtung anheben, dann die Tiefen öffnen und dabei auf das Rauschen achten.',
      next: 'Um +1 EV korrigieren und das Histogramm prüfen, bevor die Kamera wieder in die Tasche wandert.',
    },
    bright: {
      name: (f) => `zu helles Bild (${f.mean} mittlere Helligkeit)`,
      say: {
        roast: (f) =>
          `${f.mean} mittlere Helligkeit: Dieses Foto sollte nur mit Sonnenbrille ausgeliefert werden.`,
        professional: (f) => `Das Bild ist überbelichtet: Die mittlere Helligkeit erreicht ${f.mean}.`,
        learning: (f) =>
          `Eine mittlere Helligkeit von ${f.mean} schiebt alle Töne Richtung Weiß; helle Strukturen gehen dabei zuerst verloren.`,
      },
      fix: 'Belichtung senken, bis die hellen Töne wieder Zeichnung zeigen.',
      next: 'Um −1 EV korrigieren, sobald helle Töne das Motiv beherrschen.',
    },
    burnt: {
      name: (f) => `ausgefressene Lichter auf ${f.burnt} des Bildes`,
      say: {
        roast: (f) => `${f.burnt} des Bildes sind verbrannt. Beim Toast würde man das Fenster aufreißen.`,
        professional: (f) => `${f.burnt} des Bildes sind ausgefressen: Dort gibt es keine Zeichnung mehr.`,
        learning: (f) =>
          `${f.burnt} der Pixel sind reines Weiß. Ein gesättigter Sensor zeichnet nichts mehr auf, und was nie erfasst wurde, holt keine Bearbeitung zurück.`,
      },
      fix: 'Lichter zurücknehmen, am besten in der RAW-Datei: Sie hat oft noch etwas Reserve.',
      next: 'Die Überbelichtungswarnung einschalten und auf die hellsten Stellen belichten.',
    },
    blocked: {
      name: (f) => `zugelaufene Schatten auf ${f.blocked} des Bildes`,
      say: {
        roast: (f) =>
          `${f.blocked} tiefschwarz: Da drin könnte ein Elefant stehen, und niemand würde ihn vermissen.`,
        professional: (f) => `Auf ${f.blocked} des Bildes sind die Schatten zugelaufen.`,
        learning: (f) =>
          `${f.blocked} des Bildes sind schwarz ohne jede Abstufung: Das Auge sucht dort Zeichnung, findet keine, und das Bild wirkt schwer.`,
      },
      fix: 'Tiefen behutsam öffnen, ohne echtes Schwarz grau werden zu lassen.',
      next: 'Schatten schon bei der Aufnahme aufhellen, mit Reflektor oder etwas Aufhellblitz.',
    },
    flat: {
      name: (f) => `flaues Licht (Kontrast ${f.contrast})`,
      say: {
        roast: (f) => `${f.contrast} Kontrast: ungefähr so würzig wie Krankenhaussuppe.`,
        professional: (f) => `Der Kontrast ist gering (${f.contrast}), dem Bild fehlt Tiefe.`,
        learning: (f) =>
          `Bei ${f.contrast} Kontrast liegen helle und dunkle Töne zu nah beieinander; erst ihr Abstand formt Räumlichkeit.`,
      },
      fix: 'Den Kontrast mit einer sanften S-Kurve verstärken.',
      next: 'Seitenlicht suchen, früh oder spät am Tag: Es modelliert die Formen.',
    },
    backlit: {
      name: (f) => `Gegenlicht (Mitte ${f.centre}, Umgebung ${f.surround})`,
      say: {
        roast: (f) =>
          `Der Hintergrund strahlt mit ${f.surround}, die Mitte schmollt bei ${f.centre}: ein schönes Porträt der Tapete.`,
        professional: (f) => `Die Mitte ist deutlich dunkler als der Rest: ${f.centre} gegen ${f.surround}.`,
        learning: (f) =>
          `Die Belichtungsmessung hat dem hellen Hintergrund (${f.surround}) vertraut und die Mitte bei ${f.centre} gelassen: die klassische Gegenlichtfalle.`,
      },
      fix: 'Die Mitte mit einem Radialfilter aufhellen und den Hintergrund zurücknehmen.',
      next: 'Auf das Motiv messen oder es umrunden, bis das Licht von vorn oder von der Seite kommt.',
    },
    blurred: {
      name: (f) => `mangelnde Schärfe (bestenfalls ${f.sharpness}/100)`,
      say: {
        roast: (f) =>
          `${f.sharpness}/100 Schärfe, und das ist die beste Stelle. Yeti-Fotos sind aussagekräftiger.`,
        professional: (f) => `Selbst die beste Stelle bleibt weich: ${f.sharpness}/100.`,
        learning: (f) =>
          `Die schärfste Stelle erreicht nur ${f.sharpness}/100. Ob Fehlfokus, zu offene Blende oder zu geringer Abstand: Das Auge findet keinen Halt.`,
      },
      fix: 'Maßvoll nachschärfen: Das bringt Biss, aber keine verlorenen Details zurück.',
      next: 'Den Fokuspunkt selbst wählen, auf das Wesentliche legen und am Display vergrößert prüfen.',
    },
    shaken: {
      name: (f) => `wahrscheinlich verwackelt${f.shutter}`,
      say: {
        roast: (f) =>
          `Da hat etwas gewackelt${f.shutter}. Nächstes Mal bitte nach dem Kaffee auslösen, nicht währenddessen.`,
        professional: (f) =>
          `Die Unschärfe deutet auf Bewegung hin${f.shutter}: Bei ${f.sharpness}/100 ist Schluss.`,
        learning: (f) =>
          `Die Schärfe endet bei ${f.sharpness}/100, und die Unschärfe deutet auf Bewegung hin${f.shutter}. Aus der Hand verhindert mindestens 1/Brennweite das meiste Verwackeln.`,
      },
      fix: 'Vorsichtig nachschärfen oder die Bewegung in Schwarzweiß zum Stilmittel machen.',
      next: 'Kürzer belichten, notfalls mit höherer ISO, oder sich irgendwo abstützen.',
    },
    misfocused: {
      name: (f) => `schärfste Stelle abseits der Mitte (${f.focusPlace})`,
      say: {
        roast: (f) =>
          `Der Fokus sitzt ${f.focusPlace}. Wohnt dein Motiv dort, Glückwunsch; wenn nicht, ist es jetzt beleidigt.`,
        professional: (f) =>
          `Die schärfste Stelle liegt ${f.focusPlace}: Prüfen Sie, ob dort auch das Motiv ist.`,
        learning: (f) =>
          `Das Auge geht zuerst zum Schärfsten, hier ${f.focusPlace}. Bei dieser Art Foto erwartet man es näher am Hauptmotiv.`,
      },
      fix: 'Um die scharfe Stelle herum beschneiden oder den Rest leicht abdunkeln, um den Blick zu lenken.',
      next: 'Die Augenerkennung einschalten oder mit einem einzelnen Messfeld auf das Motiv zielen.',
    },
    shallow: {
      name: (f) => `Schärfe nur auf ${f.sharpShare} der Details`,
      say: {
        roast: (f) => `${f.sharpShare} der Details sind scharf; der Rest hat sich freigenommen.`,
        professional: (f) => `Nur ${f.sharpShare} der Details sind scharf: wenig für diese Art Motiv.`,
        learning: (f) =>
          `Nur ${f.sharpShare} der Details sind scharf. Ein weites Motiv gewinnt durch Schärfe von vorn bis hinten, und dafür ist eine kleine Blendenöffnung da.`,
      },
      fix: 'Die wichtigen Bildebenen gezielt nachschärfen.',
      next: 'Auf f/8 oder f/11 abblenden und auf das erste Drittel der Szene fokussieren.',
    },
    noisy: {
      name: (f) => `sichtbares Rauschen (${f.noise} Stufen)`,
      say: {
        roast: (f) => `${f.noise} Stufen Rauschen: Grieß war eigentlich nicht bestellt.`,
        professional: (f) =>
          `Das Rauschen erreicht in ruhigen Flächen ${f.noise} Stufen, sofern es keine sehr feine Struktur ist.`,
        learning: (f) =>
          `Ruhige Flächen schwanken um ${f.noise} Stufen. Je weniger Licht der Sensor bekommt, desto stärker wird das Signal verstärkt, und das Rauschen mit ihm.`,
      },
      fix: 'Erst entrauschen, dann schärfen, nie umgekehrt.',
      next: 'ISO senken: weiter aufblenden oder die Kamera stabilisieren.',
    },
    cast: {
      name: (f) => `${f.tint} Farbstich`,
      say: {
        roast: (f) =>
          `Ein ${f.tint} Farbstich im ganzen Bild: 2012 hat angerufen und will seinen Filter zurück.`,
        professional: (f) =>
          `Über dem ganzen Bild liegt ein ${f.tint} Farbstich; falls ungewollt, korrigieren.`,
        learning: (f) =>
          `Alle Farben sind in dieselbe Richtung verschoben (${f.tint} Farbstich). Das Auge passt sich dem Licht an, die Kamera nicht: Dafür gibt es den Weißabgleich.`,
      },
      fix: 'Den Weißabgleich mit der Pipette auf einer neutralen Fläche neu setzen.',
      next: 'Den Weißabgleich auf das vorhandene Licht einstellen statt auf Automatik lassen.',
    },
    garish: {
      name: () => 'übersättigte Farben',
      say: {
        roast: () => 'Bei so lauten Farben würde selbst ein Papagei um Ruhe bitten.',
        professional: () =>
          'Ein guter Teil des Bildes besteht aus fast reiner Farbe: Die Abstufungen gehen verloren.',
        learning: () =>
          'Erreicht eine Farbe ihre volle Sättigung, verschmelzen ihre Abstufungen: Blüten oder Stoffe werden zu flachen Flecken.',
      },
      fix: 'Die Sättigung Farbe für Farbe etwas zurücknehmen.',
      next: 'Ein neutrales Bildprofil wählen und kräftige Farben leicht unterbelichten.',
    },
    tilted: {
      name: (f) => `Hauptlinie um ${f.tilt} geneigt`,
      say: {
        roast: (f) => `Die Hauptlinie kippt um ${f.tilt}. Ist das der Horizont, läuft gerade das Meer aus.`,
        professional: (f) =>
          `Die längste Linie ist um ${f.tilt} geneigt: gerade richten, falls es der Horizont ist.`,
        learning: (f) =>
          `Die längste Linie ist um ${f.tilt} geneigt: zu wenig für Absicht, genug für ein Versehen. Das Auge bemerkt es ab etwa einem Grad.`,
      },
      fix: 'Das Bild an seiner Hauptlinie ausrichten.',
      next: 'Die elektronische Wasserwaage oder das Gitter im Sucher einblenden.',
    },
    lopsided: {
      name: (f) => `Bildgewicht ${f.massPlace}`,
      say: {
        roast: (f) => `Alles spielt sich ${f.massPlace} ab; der Rest des Bildes ist Statist ohne Gage.`,
        professional: (f) => `Die Details lasten ${f.massPlace}, ein Gegengewicht fehlt.`,
        learning: (f) =>
          `Die Details sammeln sich ${f.massPlace}. Ein Bild will austariert sein wie eine Waage: Oft genügt ein kleines Element auf der anderen Seite.`,
      },
      fix: 'So beschneiden, dass die Hauptmasse näher an eine Drittellinie rückt.',
      next: 'Vor dem Auslösen auf der anderen Bildseite etwas suchen, das dem Motiv antwortet.',
    },
    cluttered: {
      name: (f) => `Details überall (${f.spread} des Bildes)`,
      say: {
        roast: (f) => `Details auf ${f.spread} des Bildes: Ist das ein Foto oder ein Flohmarkt?`,
        professional: (f) => `Details bedecken ${f.spread} des Bildes: Nichts hebt sich wirklich ab.`,
        learning: (f) =>
          `Details auf ${f.spread} des Bildes streiten um Aufmerksamkeit. Ein ruhiger Hintergrund sagt dem Auge, wohin es soll.`,
      },
      fix: 'Enger beschneiden und die Ränder sanft abdunkeln.',
      next: 'Näher herangehen oder die Blende öffnen, um den Hintergrund zu beruhigen.',
    },
    blank: {
      name: () => 'kaum erkennbare Details',
      say: {
        roast: () => 'Hier ist nichts. Glückwunsch, du hast das Konzept der Leere fotografiert.',
        professional: () => 'Das Bild zeigt kaum verwertbare Details.',
        learning: () => 'Benachbarte Pixel unterscheiden sich kaum: Ohne Kanten erkennt das Auge nichts.',
      },
      fix: 'Mit einer anderen Aufnahme beginnen: Bearbeitung erschafft keine Details.',
      next: 'Objektivdeckel, Belichtung und Fokus prüfen und noch einmal versuchen.',
    },
  },
  strengths: {
    exposed: (f) => `Gut gesetzte Belichtung: ${f.mean} mittlere Helligkeit.`,
    ranged: () => 'Die Töne reichen lückenlos von Schwarz bis Weiß.',
    contrasted: (f) => `Guter Kontrast: ${f.contrast}.`,
    sharp: (f) => `Solide Schärfe: ${f.sharpness}/100 ${f.focusPlace}.`,
    clean: (f) => `Sauberes Bild: nur ${f.noise} Stufen Rauschen.`,
    colourful: (f) => `Satte Farben: Index ${f.colour}.`,
    level: () => 'Die Hauptlinie liegt sauber in der Waage.',
    placed: () => 'Die scharfe Stelle liegt nahe an einem Schnittpunkt der Drittelregel.',
    standsOut: (f) => `Die Details sammeln sich auf ${f.spread} des Bildes: Etwas hebt sich ab.`,
  },
  spared: {
    roast: {
      composition: 'Nichts wackelt, fast schon enttäuschend.',
      lighting: 'Am Licht gibt es nichts zu lästern; ich hebe mir die Sprüche auf.',
      focus: 'Scharf, wo es darauf ankommt. Ärgerlich.',
      exposure: 'Belichtung im Griff: Die Toasterwitze bleiben in der Schublade.',
    },
    professional: {
      composition: 'Kein messbares Ungleichgewicht.',
      lighting: 'Kein messbarer Lichtfehler.',
      focus: 'Schärfe in dieser Größe ohne Tadel.',
      exposure: 'Die Belichtung ist im Griff.',
    },
    learning: {
      composition: 'Die Massen sind gut verteilt: Der Blick wandert, ohne anzustoßen.',
      lighting: 'Helle und dunkle Töne liegen weit genug auseinander, um Räumlichkeit zu geben.',
      focus: 'Die Kanten sind klar: Das Auge findet schnell Halt.',
      exposure: 'Das Histogramm hat an beiden Enden Luft, das erleichtert die Bearbeitung.',
    },
  },
  openers: {
    roast: {
      poor: 'Gut. Einigen wir uns darauf, dass die Kamera von selbst ausgelöst hat.',
      fair: 'Weder Meisterwerk noch Skandal: Immerhin existiert das Foto.',
      good: 'Ärgerlich: Die Zahlen stimmen, dabei soll ich hier spotten.',
    },
    professional: {
      poor: 'Die Technik bremst dieses Bild erheblich.',
      fair: 'Eine ordentliche Grundlage mit klaren Baustellen.',
      good: 'Die Technik ist solide.',
    },
    learning: {
      poor: 'Dieses Bild hat technische Schwächen, aus denen man viel lernt: Sehen wir, warum.',
      fair: 'Die Grundlage stimmt; sehen wir, was sie bremst und wie es besser geht.',
      good: 'Die Technik sitzt; sehen wir, was funktioniert und warum.',
    },
  },
  worst: {
    roast: (name) => `Beweisstück A: ${name}.`,
    professional: (name) => `Zuerst zu beheben: ${name}.`,
    learning: (name) => `Daran lohnt es sich zuerst zu arbeiten: ${name}.`,
  },
  faultless: {
    roast: 'Kein einziger messbarer Fehler: Ich bin technisch arbeitslos.',
    professional: 'Kein messbarer Fehler.',
    learning: 'Kein messbarer Fehler: Ab hier entscheiden Motiv und Augenblick.',
  },
  honesty: {
    roast:
      'Ehrlich währt am längsten: Ich bin ein Messgerät, kein Sprachmodell. Ich zähle Pixel; Motiv, Gefühl und Geschichte sehe ich nicht.',
    professional:
      'Dies ist eine Messung der Pixel, nicht das Urteil eines Sprachmodells: Motiv, Emotion und Geschichte werden nicht bewertet.',
    learning:
      'Gut zu wissen: Diese Rückmeldung beruht auf einer Messung der Pixel, nicht auf einem Sprachmodell. Motiv, Emotion und Geschichte sieht sie nicht; darüber urteilen Sie selbst.',
  },
  artistic: {
    roast: {
      creativity: (f) =>
        `Originalität lässt sich nicht in Pixeln zählen. Ich sehe eine Palette mit Index ${f.colour}; das Genie, falls vorhanden, entgeht mir.`,
      emotion: (f) =>
        `Ich spüre ${f.mean} Helligkeit und keinerlei Gänsehaut: Ich habe kein Herz, nur ein Histogramm.`,
      storytelling: () => 'Eine Geschichte? Ich weiß nicht einmal, was auf dem Foto ist.',
    },
    professional: {
      creativity: (f) => `Kreativität ist nicht messbar, nur die Palette (Index ${f.colour}).`,
      emotion: (f) => `Emotion ist nicht messbar; die mittlere Helligkeit beträgt ${f.mean}.`,
      storytelling: () => 'Die Erzählung wird nicht bewertet: Das Motiv wird nicht erkannt.',
    },
    learning: {
      creativity: (f) =>
        `Eine Messung erkennt keine neue Idee. Sie nennt den Index der Palette (${f.colour}); fragen Sie sich, was Ihr Blick hinzufügt.`,
      emotion: (f) =>
        `Eine Helligkeit von ${f.mean} lenkt die Stimmung, heiter oder ernst; die Emotion aber entsteht aus dem Motiv, das ich nicht sehe.`,
      storytelling: () =>
        'Eine Geschichte lebt von Menschen, Ort und Augenblick, die eine Messung nicht sieht. Erzählen Sie das Foto in einem Satz: Fällt er leicht, ist das ein gutes Zeichen.',
    },
  },
  graded: { neutral: 'Neutrale Wertung.', illegible: 'Wertung gesenkt: Es ist zu wenig zu erkennen.' },
  polish: {
    name: 'Feinschliff',
    fix: 'Einen etwas engeren Ausschnitt versuchen und beide Fassungen vergleichen.',
    next: 'Höhe und Abstand variieren: drei Blickwinkel auf dasselbe Motiv.',
  },
  gain: (n) => (n === 1 ? 'Etwa 1 Punkt mehr.' : `Etwa ${n} Punkte mehr.`),
  typeTips: {
    general: 'Vor dem Bildaufbau das Motiv festlegen und weglassen, was ihm nicht dient.',
    portrait: 'Auf das nähere Auge fokussieren.',
    landscape: 'Einen Vordergrund einbauen, um Tiefe zu schaffen.',
    street: 'Eine Kulisse wählen und warten, bis jemand ins Bild tritt.',
    macro: 'Den Sensor parallel zum Motiv halten, um mehr Schärfe zu gewinnen.',
    architecture: 'Die Kamera waagerecht halten, damit die Senkrechten gerade bleiben.',
    nature: 'Auf Augenhöhe mit dem Motiv gehen.',
    sport: '1/1000 s anstreben und vor der Bewegung Raum lassen.',
    night: 'Zur blauen Stunde fotografieren, mit Stativ und niedriger ISO.',
    wedding: 'Auf die Reaktionen ebenso achten wie auf das Geschehen.',
    abstract: 'Eine einzige Form, eine einzige Wiederholung herauslösen.',
    documentary: 'Das Bild durch eine Totale und ein Detail ergänzen.',
    fashion: 'Das Licht den Stoff des Kleidungsstücks beschreiben lassen.',
    food: 'Von der Seite oder schräg von hinten beleuchten, nahe am Fenster.',
    travel: 'Zu einer anderen Tageszeit an denselben Ort zurückkehren.',
    other: 'Dasselbe Motiv in drei verschiedenen Lichtstimmungen fotografieren.',
  },
  retouch: {
    high: (name) => `Der Hauptfehler lässt sich gut nachbearbeiten: ${name}.`,
    medium: (name) => `Bearbeitung hilft, löst aber nicht alles: ${name}.`,
    low: 'Bearbeitung ändert hier wenig: Das Wesentliche entschied sich bei der Aufnahme.',
  },
  places: {
    topLeft: 'oben links',
    top: 'oben',
    topRight: 'oben rechts',
    left: 'links',
    centre: 'in der Mitte',
    right: 'rechts',
    bottomLeft: 'unten links',
    bottom: 'unten',
    bottomRight: 'unten rechts',
  },
  tints: { warm: 'warmer', cool: 'kühler', green: 'grüner', magenta: 'magentafarbener' },
  controls: {
    exposure: 'Belichtung',
    highlights: 'Lichter',
    shadows: 'Tiefen',
    contrast: 'Kontrast',
    temperature: 'Temperatur',
    tint: 'Tönung',
    saturation: 'Sättigung',
    sharpening: 'Schärfen',
    noise: 'Rauschreduzierung',
    straighten: 'Gerade ausrichten',
    crop: 'Freistellen',
    vignette: 'Vignettierung',
    cameraRaw: 'Camera Raw-Filter',
    tuneImage: 'Feinabstimmung',
    details: 'Details',
    whiteBalance: 'Weißabgleich',
    rotate: 'Drehen',
  },
};
