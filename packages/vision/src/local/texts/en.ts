import type { Texts } from './shape.ts';

export const en: Texts = {
  measured: {
    composition: (f) =>
      `Most of the detail fills ${f.spread} of the frame and weighs heaviest ${f.massPlace}.`,
    lighting: (f) => `Measured contrast: ${f.contrast}; colourfulness: ${f.colour} (above 59 is vivid).`,
    focus: (f) =>
      `Sharpness of the crispest area: ${f.sharpness}/100, ${f.focusPlace}; noise: ${f.noise} levels out of 255.`,
    exposure: (f) =>
      `Mean brightness: ${f.mean}; burnt-out whites: ${f.burnt}; blocked blacks: ${f.blocked}.`,
  },
  faults: {
    dark: {
      name: (f) => `a dark picture (${f.mean} mean brightness)`,
      say: {
        roast: (f) => `At ${f.mean} mean brightness, the inside of a fridge with the door shut is cheerier.`,
        professional: (f) => `The picture is underexposed: mean brightness is only ${f.mean}.`,
        learning: (f) =>
          `At ${f.mean} mean brightness, detail is crammed into the bottom of the histogram, where a sensor tells the fewest tones apart.`,
      },
      fix: 'Raise the exposure, then open the shadows while keeping an eye on noise.',
      next: 'Dial in +1 EV and check the histogram before you put the camera away.',
    },
    bright: {
      name: (f) => `a picture that is too bright (${f.mean} mean brightness)`,
      say: {
        roast: (f) => `${f.mean} mean brightness: this one should ship with sunglasses.`,
        professional: (f) => `The picture is overexposed: mean brightness reaches ${f.mean}.`,
        learning: (f) =>
          `A mean brightness of ${f.mean} pushes every tone towards white, and pale textures are the first to go.`,
      },
      fix: 'Pull the exposure down until the light tones show texture again.',
      next: 'Dial in −1 EV whenever pale tones dominate the scene.',
    },
    burnt: {
      name: (f) => `burnt-out highlights over ${f.burnt} of the picture`,
      say: {
        roast: (f) => `${f.burnt} of the picture is burnt. People send back toast for less.`,
        professional: (f) => `${f.burnt} of the picture is burnt out: no detail is left there.`,
        learning: (f) =>
          `${f.burnt} of the pixels are pure white. A saturated sensor records nothing more, so no editing can bring back what was never captured.`,
      },
      fix: 'Pull the highlights down, starting from the RAW file if there is one: it often holds a little more.',
      next: 'Switch on the highlight warning and expose for the brightest areas.',
    },
    blocked: {
      name: (f) => `blocked shadows over ${f.blocked} of the picture`,
      say: {
        roast: (f) =>
          `${f.blocked} pitch black: you could hide an elephant in there and nobody would file a report.`,
        professional: (f) => `Shadows are blocked over ${f.blocked} of the picture.`,
        learning: (f) =>
          `${f.blocked} of the picture is black without a single nuance: the eye looks for texture there, finds none, and the picture feels heavy.`,
      },
      fix: 'Open the shadows gently, without turning true blacks grey.',
      next: 'Lift the shadows while shooting, with a reflector or a touch of fill flash.',
    },
    flat: {
      name: (f) => `flat light (${f.contrast} contrast)`,
      say: {
        roast: (f) => `${f.contrast} contrast: about as punchy as lukewarm tap water.`,
        professional: (f) => `Contrast is low (${f.contrast}), so the picture lacks depth.`,
        learning: (f) =>
          `At ${f.contrast} contrast, light and dark tones are too alike, and it is the gap between them that shapes volume.`,
      },
      fix: 'Add contrast with a gentle S-curve.',
      next: 'Look for side light, early or late in the day: it carves out shapes.',
    },
    backlit: {
      name: (f) => `backlight (middle at ${f.centre}, surroundings at ${f.surround})`,
      say: {
        roast: (f) =>
          `The background glows at ${f.surround} while the middle sulks at ${f.centre}: a lovely portrait of the wall behind.`,
        professional: (f) => `The middle is clearly darker than the rest: ${f.centre} against ${f.surround}.`,
        learning: (f) =>
          `The meter trusted the bright background (${f.surround}) and left the middle at ${f.centre}: the classic backlight trap.`,
      },
      fix: 'Brighten the middle with a radial mask and hold the background back.',
      next: 'Meter on the subject, or walk round it until the light falls from the front or the side.',
    },
    blurred: {
      name: (f) => `lack of sharpness (${f.sharpness}/100 at best)`,
      say: {
        roast: (f) =>
          `${f.sharpness}/100 for sharpness, and that is the best bit. Even Bigfoot photos hold up better.`,
        professional: (f) => `Even the crispest area stays soft: ${f.sharpness}/100.`,
        learning: (f) =>
          `The sharpest area only reaches ${f.sharpness}/100. Missed focus, too wide an aperture or too close a subject: either way the eye has nowhere to land.`,
      },
      fix: 'Sharpen in moderation: it restores bite, not lost detail.',
      next: 'Choose the focus point yourself, put it on what matters and zoom in on the screen to check.',
    },
    shaken: {
      name: (f) => `probable motion blur${f.shutter}`,
      say: {
        roast: (f) =>
          `Something moved${f.shutter}. Next time, press the shutter after the coffee, not during.`,
        professional: (f) => `The blur suggests movement${f.shutter}: sharpness stops at ${f.sharpness}/100.`,
        learning: (f) =>
          `Sharpness stops at ${f.sharpness}/100 and the blur suggests movement${f.shutter}. Hand-held, a speed of at least 1/focal length avoids most camera shake.`,
      },
      fix: 'Sharpen with care, or embrace the movement in black and white.',
      next: 'Use a faster shutter, even at a higher ISO, or brace yourself against something solid.',
    },
    misfocused: {
      name: (f) => `sharpest area away from the middle (${f.focusPlace})`,
      say: {
        roast: (f) =>
          `The focus sits ${f.focusPlace}. If your subject lives there, well done; if not, expect a complaint.`,
        professional: (f) => `The sharpest area is ${f.focusPlace}: make sure that is where your subject is.`,
        learning: (f) =>
          `The eye goes to the sharpest part first, here ${f.focusPlace}. In this kind of photo it is expected nearer the main subject.`,
      },
      fix: 'Crop around the sharp area, or darken the rest slightly to lead the eye there.',
      next: 'Turn on eye detection, or aim at the subject with a single focus point.',
    },
    shallow: {
      name: (f) => `sharpness limited to ${f.sharpShare} of the detail`,
      say: {
        roast: (f) => `${f.sharpShare} of the detail is sharp; the rest took the day off.`,
        professional: (f) =>
          `Only ${f.sharpShare} of the detail is sharp, which is little for this kind of subject.`,
        learning: (f) =>
          `Only ${f.sharpShare} of the detail is sharp. A vast subject gains from being crisp front to back, and that is what a small aperture is for.`,
      },
      fix: 'Sharpen locally where it matters.',
      next: 'Stop down to f/8 or f/11 and focus a third of the way into the scene.',
    },
    noisy: {
      name: (f) => `visible noise (${f.noise} levels)`,
      say: {
        roast: (f) => `${f.noise} levels of noise: nobody ordered couscous with the picture.`,
        professional: (f) =>
          `Noise reaches ${f.noise} levels in plain areas, unless it is a very fine texture.`,
        learning: (f) =>
          `Calm areas vary by ${f.noise} levels. The less light a sensor gets, the more its signal is amplified, and the noise with it.`,
      },
      fix: 'Reduce noise before sharpening, never the other way round.',
      next: 'Lower the ISO by opening the aperture or steadying the camera.',
    },
    cast: {
      name: (f) => `a ${f.tint} colour cast`,
      say: {
        roast: (f) => `A ${f.tint} cast all over: 2012 called and wants its filter back.`,
        professional: (f) => `A ${f.tint} cast tints the whole picture; correct it unless it is intended.`,
        learning: (f) =>
          `All colours lean the same way (a ${f.tint} cast). Our eyes adapt to the light around us, cameras do not: that is what white balance is for.`,
      },
      fix: 'Set the white balance again with the eyedropper on a neutral area.',
      next: 'Set the white balance for the light at hand instead of leaving it on automatic.',
    },
    garish: {
      name: () => 'oversaturated colours',
      say: {
        roast: () => 'Colours this loud would make a parrot ask you to turn it down.',
        professional: () => 'A good part of the picture is made of almost pure colour: nuances vanish there.',
        learning: () =>
          'Once a colour reaches full saturation its nuances merge, and petals or fabrics turn into flat patches.',
      },
      fix: 'Ease off the saturation, colour by colour.',
      next: 'Choose a neutral picture profile and slightly underexpose bright colours.',
    },
    tilted: {
      name: (f) => `main line leaning by ${f.tilt}`,
      say: {
        roast: (f) => `The main line leans by ${f.tilt}. If that is the horizon, the sea is draining.`,
        professional: (f) => `The longest line leans by ${f.tilt}: straighten it if it is the horizon.`,
        learning: (f) =>
          `The longest line leans by ${f.tilt}: too little to look intended, enough to look like a slip. The eye notices from about one degree.`,
      },
      fix: 'Straighten the picture along its main line.',
      next: 'Turn on the electronic level or the grid in the viewfinder.',
    },
    lopsided: {
      name: (f) => `visual weight ${f.massPlace}`,
      say: {
        roast: (f) => `Everything happens ${f.massPlace}; the rest of the frame is an unpaid extra.`,
        professional: (f) => `Detail weighs ${f.massPlace} with nothing to counter it.`,
        learning: (f) =>
          `Detail gathers ${f.massPlace}. A frame balances like a pair of scales: a small element on the other side is often enough.`,
      },
      fix: 'Crop to bring the main mass closer to a line of thirds.',
      next: 'Before you shoot, look for something across the frame that answers the subject.',
    },
    cluttered: {
      name: (f) => `detail everywhere (${f.spread} of the frame)`,
      say: {
        roast: (f) => `Detail over ${f.spread} of the frame: is this a photo or a car boot sale?`,
        professional: (f) => `Detail covers ${f.spread} of the frame: nothing really stands out.`,
        learning: (f) =>
          `Detail over ${f.spread} of the frame competes for attention. Simplify the background and the eye knows where to go.`,
      },
      fix: 'Crop tighter and gently darken the edges.',
      next: 'Step closer or open the aperture to simplify the background.',
    },
    blank: {
      name: () => 'almost no visible detail',
      say: {
        roast: () => 'There is nothing here. Congratulations on photographing the concept of emptiness.',
        professional: () => 'The picture shows almost no usable detail.',
        learning: () =>
          'Neighbouring pixels hardly differ: without edges, the eye cannot recognise anything.',
      },
      fix: 'Start from another shot: editing cannot create detail.',
      next: 'Check the lens cap, the exposure and the focus, then try again.',
    },
  },
  strengths: {
    exposed: (f) => `Well-placed exposure: ${f.mean} mean brightness.`,
    ranged: () => 'Tones run from black to white without a gap.',
    contrasted: (f) => `Good contrast: ${f.contrast}.`,
    sharp: (f) => `Solid sharpness: ${f.sharpness}/100 ${f.focusPlace}.`,
    clean: (f) => `A clean picture: only ${f.noise} levels of noise.`,
    colourful: (f) => `Generous colours: index ${f.colour}.`,
    level: () => 'The main line is properly level.',
    placed: () => 'The sharp area falls near a rule-of-thirds crossing.',
    standsOut: (f) => `Detail gathers on ${f.spread} of the frame, so something stands out.`,
  },
  spared: {
    roast: {
      composition: 'Nothing wobbly to report, which is almost disappointing.',
      lighting: 'No cheap shot to take at the light; I will save my lines for someone else.',
      focus: 'Sharp where it counts. Annoying.',
      exposure: 'Exposure under control: the toaster jokes go back in the drawer.',
    },
    professional: {
      composition: 'No measurable imbalance.',
      lighting: 'No measurable lighting fault.',
      focus: 'Nothing to fault in the sharpness at this size.',
      exposure: 'Exposure is under control.',
    },
    learning: {
      composition: 'Masses are well spread: the eye travels without bumping into anything.',
      lighting: 'Light and dark tones are far enough apart to give volume.',
      focus: 'Edges are crisp, so the eye quickly finds where to rest.',
      exposure: 'The histogram keeps some room at both ends, which makes editing easier.',
    },
  },
  openers: {
    roast: {
      poor: 'Right. Let us agree that the camera went off by itself.',
      fair: 'Neither a masterpiece nor a scandal: the photo does, at least, exist.',
      good: 'How irritating: the numbers are good and I was hired to mock.',
    },
    professional: {
      poor: 'Technique holds this picture back considerably.',
      fair: 'A sound base, with specific points to fix.',
      good: 'The technique is solid.',
    },
    learning: {
      poor: 'This picture has technical problems that teach a lot: let us see why.',
      fair: 'The base is there; let us see what holds it back and how to improve.',
      good: 'The technique is well in place; let us see what works and why.',
    },
  },
  worst: {
    roast: (name) => `Exhibit A: ${name}.`,
    professional: (name) => `First thing to fix: ${name}.`,
    learning: (name) => `The first thing to work on: ${name}.`,
  },
  faultless: {
    roast: 'Not one measurable fault: I am technically unemployed.',
    professional: 'No measurable fault.',
    learning: 'No measurable fault: from here it is all about choosing the subject and the moment.',
  },
  honesty: {
    roast:
      'Full disclosure: I am a measuring instrument, not a language model. I count pixels; the subject, the emotion and the story are invisible to me.',
    professional:
      'This is a measurement of pixels, not the opinion of a language model: subject, emotion and story are not assessed.',
    learning:
      'Please note: this feedback comes from measuring pixels, not from a language model. It cannot see the subject, the emotion or the story; those are yours to judge.',
  },
  artistic: {
    roast: {
      creativity: (f) =>
        `Originality cannot be counted in pixels. I see a palette with an index of ${f.colour}; the genius, if any, escapes me.`,
      emotion: (f) => `I feel ${f.mean} brightness and not one shiver: I have no heart, only a histogram.`,
      storytelling: () => 'A story? I do not even know what is in the photo.',
    },
    professional: {
      creativity: (f) => `Creativity cannot be measured; only the palette can (index ${f.colour}).`,
      emotion: (f) => `Emotion cannot be measured; the overall tone is ${f.mean}.`,
      storytelling: () => 'Storytelling is not assessed: the subject is not recognised.',
    },
    learning: {
      creativity: (f) =>
        `A measurement cannot recognise a new idea. It gives the index of the palette (${f.colour}); ask yourself what your own view adds.`,
      emotion: (f) =>
        `An overall tone of ${f.mean} steers the mood, light or grave, but emotion comes from the subject, which I cannot see.`,
      storytelling: () =>
        'A story lives in people, place and moment, which a measurement cannot see. Try telling the photo in one sentence: if it comes easily, that is a good sign.',
    },
  },
  graded: { neutral: 'Neutral score.', illegible: 'Score lowered: too little can be made out.' },
  polish: {
    name: 'finishing touches',
    fix: 'Try a slightly tighter crop and compare the two versions.',
    next: 'Vary height and distance: three viewpoints on one subject.',
  },
  gain: (n) => (n === 1 ? 'About 1 more point.' : `About ${n} more points.`),
  typeTips: {
    general: 'Decide on the subject before framing, and leave out what does not serve it.',
    portrait: 'Focus on the nearest eye.',
    landscape: 'Add a foreground to give depth.',
    street: 'Choose a backdrop and wait for someone to walk into it.',
    macro: 'Hold the sensor parallel to the subject to get more of it sharp.',
    architecture: 'Keep the camera level so that verticals stay straight.',
    nature: 'Get down to the level of the subject.',
    sport: 'Aim for 1/1000 s and leave room in front of the action.',
    night: 'Shoot at blue hour, on a tripod, at a low ISO.',
    wedding: 'Watch for reactions as much as for the action.',
    abstract: 'Isolate a single shape, a single repetition.',
    documentary: 'Complete the picture with a wide shot and a detail.',
    fashion: 'Let the light describe the fabric of the garment.',
    food: 'Light it from the side or from behind at an angle, near a window.',
    travel: 'Come back to the same place at another hour.',
    other: 'Photograph the same subject in three kinds of light.',
  },
  retouch: {
    high: (name) => `The main fault responds well to editing: ${name}.`,
    medium: (name) => `Editing will help without solving everything: ${name}.`,
    low: 'Editing will change little: the essentials were decided when the picture was taken.',
  },
  places: {
    topLeft: 'at the top left',
    top: 'at the top',
    topRight: 'at the top right',
    left: 'on the left',
    centre: 'in the middle',
    right: 'on the right',
    bottomLeft: 'at the bottom left',
    bottom: 'at the bottom',
    bottomRight: 'at the bottom right',
  },
  tints: { warm: 'warm', cool: 'cool', green: 'green', magenta: 'magenta' },
  controls: {
    exposure: 'Exposure',
    highlights: 'Highlights',
    shadows: 'Shadows',
    contrast: 'Contrast',
    temperature: 'Temp',
    tint: 'Tint',
    saturation: 'Saturation',
    sharpening: 'Sharpening',
    noise: 'Noise Reduction',
    straighten: 'Straighten',
    crop: 'Crop',
    vignette: 'Vignette',
    cameraRaw: 'Camera Raw Filter',
    tuneImage: 'Tune Image',
    details: 'Details',
    whiteBalance: 'White Balance',
    rotate: 'Rotate',
  },
};
