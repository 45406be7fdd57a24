import type { PhotoType } from '@jmj/contracts';

/** What counts in each type of photo, and what is no fault there. */
export const PHOTO_TYPE_PROMPTS: Record<PhotoType, string> = {
  general:
    'Photo type: general. Nothing more is known: first decide what the photo wants to be, then judge it as that.',
  portrait:
    'Photo type: portrait. The person is the photo: focus on the nearer eye, light that models the face, an expression or gesture that says something, a background that does not compete, no limb cut at a joint. Shallow depth of field is a means, not a merit. Judge the photographing, never the face.',
  landscape:
    'Photo type: landscape. Depth from foreground to far distance, a place for the eye to arrive, quality of the light and the sky, a level horizon that is not placed by habit, sharpness through the depth that matters, colours that stay credible.',
  street:
    'Photo type: street. The moment, gesture and relation between people and place come first; layers, timing and the edges of the frame. Grain, slight blur, tilt and hard light are accepted when the moment holds. Do not ask for staging.',
  macro:
    'Photo type: macro. Exact placement of the very thin plane of focus, a calm background with distance, fine detail and texture, light that does not glare, a viewpoint at the level of the subject, shake and motion at this scale.',
  architecture:
    'Photo type: architecture. Geometry: verticals either truly upright or decidedly not, symmetry that is exact, rhythm of lines and volumes, light that shows material and depth, scale, clean edges, distortion of wide lenses.',
  nature:
    'Photo type: nature. Animals and plants as they live: a sharp eye, behaviour or a telling posture, a background that shows or frees the subject, patience in light and moment, distance and respect. Do not ask to disturb the subject.',
  sport:
    'Photo type: sport. The peak of the action, the face or the effort, ball or opponent in the frame, room in the direction of movement; motion either frozen or blurred on purpose (panning). High noise is accepted for the shutter speed that it bought.',
  night:
    'Photo type: night. Darkness must stay dark: mood before brightness. Control of light sources and their halos, clean shadows, colour of mixed light, steadiness, noise against detail, use of trails, reflections or silhouettes.',
  wedding:
    'Photo type: wedding. Emotion between people and the moment that does not come back; skin and white fabric both keeping detail, backgrounds free of distraction, flattering light, storytelling detail, discretion.',
  abstract:
    'Photo type: abstract. Form, colour, rhythm and texture instead of a subject; tension and balance, reduction, a reason to look twice. Sharpness, realism and a recognisable object are not required; judge storytelling as what it evokes.',
  documentary:
    'Photo type: documentary. Truth and context first: what happens, to whom, where, and why it matters; layers of information, closeness with respect, dignity of those shown. Restraint in editing counts; suggest nothing that alters the facts.',
  fashion:
    'Photo type: fashion. Garment, attitude and setting as one idea: line and movement of the clothes, fabric texture and true colour, pose, styling, light with intention, space for the look. Judge styling and image, never the body.',
  food: 'Photo type: food. Does it make one hungry? Direction of light that shows texture and gloss, freshness, credible colours and white balance, angle suited to the dish, crumbs and props that help, a clean plate edge, focus on the bite.',
  travel:
    'Photo type: travel. A sense of place that is more than a postcard: people, detail and light that could only be there, scale, a viewpoint that others walk past, order in busy scenes, respect for those shown.',
  other:
    'Photo type: other. The photographer says that none of the usual types fits: find out what it is for (product, science, astronomy, family album, document, event) and judge how well it serves that.',
};
