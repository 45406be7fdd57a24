import type { PhotoType } from '@jmj/contracts';

/** What counts in each type of photo, and what is no fault there. */
export const PHOTO_TYPE_PROMPTS: Record<PhotoType, string> = {
  general: 'general: first decide what the photo wants to be, then judge it as that.',
  portrait:
    'portrait: focus on the nearer eye, light that models the face, an expression that says something, a calm background, no limb cut at a joint. Shallow depth of field is a means, not a merit.',
  landscape:
    'landscape: depth from foreground to distance, a place for the eye to arrive, light and sky, a level horizon not placed by habit, sharpness through the depth that matters, credible colours.',
  street:
    'street: moment, gesture and relation between people and place; layers, timing, edges. Grain, slight blur, tilt and hard light are accepted when the moment holds. Ask for no staging.',
  macro:
    'macro: exact placement of the thin plane of focus, a calm, distant background, fine texture, no glare, a viewpoint level with the subject, steadiness.',
  architecture:
    'architecture: verticals truly upright or decidedly not, exact symmetry, rhythm of lines and volumes, light that shows material and depth, scale, clean edges, lens distortion.',
  nature:
    'nature: animals and plants as they live: a sharp eye, behaviour or a telling posture, a background that frees the subject, patience, distance and respect. Ask for no disturbance.',
  sport:
    'sport: the peak of the action, face or effort, ball or opponent in the frame, room ahead; motion frozen or blurred on purpose. Noise is accepted for shutter speed.',
  night:
    'night: darkness stays dark, mood before brightness. Control of light sources and halos, clean shadows, mixed colours, steadiness, noise against detail, trails, reflections, silhouettes.',
  wedding:
    'wedding: emotion between people and the unrepeatable moment; detail in skin and white fabric, calm backgrounds, flattering light, discretion.',
  abstract:
    'abstract: form, colour, rhythm and texture instead of a subject; tension, balance, reduction. Sharpness, realism and a recognisable object are not required; storytelling is what it evokes.',
  documentary:
    'documentary: truth and context first: what happens, to whom, where, why it matters; closeness with respect. Suggest nothing that alters the facts.',
  fashion:
    'fashion: garment, attitude and setting as one idea: line and movement of the clothes, texture, true colour, pose, light with intention. Judge the styling, never the body.',
  food: 'food: does it make one hungry? Light that shows texture and gloss, freshness, credible colours, an angle suited to the dish, props that help, a clean plate edge, focus on the bite.',
  travel:
    'travel: a sense of place beyond the postcard: people, detail and light that could only be there, scale, an unusual viewpoint, order in busy scenes, respect.',
  other:
    'other: find out what it is for (product, science, astronomy, family album, event) and judge how well it serves that.',
};
