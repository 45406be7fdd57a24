/** The joints of an entry as `JSON.stringify` writes them, in the order of the schema: what every entry is made of. */
export const SKELETON = `
{"source":"local","judgedAt":"2026-
{"source":"openai","cost":{"usd":0.00,"inputTokens":2,"cachedTokens":1024,"outputTokens":1,"model":"gpt-5.4-mini"},"judgedAt":"2026-
2027-T00:00:00.000Z"}
"model":"local-1","photo":{"sha256":"
"model":"gpt-6-luna","photo":{"sha256":"
0123456789abcdef","bytes":1
,"width":4000,"height":3000,"format":"webp"},"exif":{"camera":"Apple iPhone 15 Pro","lens":"
NIKON Z SONY ILCE-7M4 FE 24-70mm F2.8 GM FUJIFILM X-T5 XF35mmF1.4 R Canon EOS R6 RF50mm F1.8 STM
","iso":100,"aperture":2.8,"shutterSeconds":0.00
,"focalLength":50},"critique":{"score":
,"width":6000,"height":4000,"format":"png"},"critique":{"score":
,"format":"jpeg"},"exif":{},"critique":{"score":
6,"partialScores":{"composition":10,"lighting":9,"focus":11,"exposure":8,"creativity":7,"emotion":12,"storytelling":6},"summary":"
.","impact":"
.","description":"
.","difficulty":"hard","scoreGain":10},{"impact":"
.","difficulty":"medium","scoreGain":5},{"impact":"
.","difficulty":"easy","scoreGain":6},{"impact":"
.","difficulty":"medium","scoreGain":4}],"retouchPotential":{"level":"low","score":2
.","difficulty":"easy","scoreGain":3}],"retouchPotential":{"level":"high","score":7
}],"retouchPotential":{"level":"medium","score":4
,"reason":"
."},"toolRecommendations":{"lightroom":["
"],"photoshop":[],"snapseed":["
"],"photoshop":["
"],"snapseed":[]},"nextShotTips":[{"tip":"
"],"snapseed":["
"]},"nextShotTips":[{"tip":"
.","category":"lighting","difficulty":"advanced"},{"tip":"
.","category":"composition","difficulty":"intermediate"},{"tip":"
.","category":"creativity","difficulty":"beginner"},{"tip":"
.","category":"technique","difficulty":"beginner"},{"tip":"
.","category":"composition","difficulty":"beginner"},{"tip":"
.","category":"lighting","difficulty":"intermediate"},{"tip":"
.","category":"creativity","difficulty":"intermediate"}],"editingRecommendations":[{"suggestion":"
.","tool":"gimp","difficulty":"advanced","expectedImprovement":"
.","tool":"snapseed","difficulty":"beginner","expectedImprovement":"
.","tool":"photoshop","difficulty":"intermediate","expectedImprovement":"
.","tool":"lightroom","difficulty":"beginner","expectedImprovement":"
."},{"suggestion":"
."}]}}
.","lighting":"
.","focus":"
.","exposure":"
."},"artistic":{"creativity":"
.","emotion":"
.","storytelling":"
."},"suggestions":["
."],"improvements":[{"impact":"
","description":"
.","keyInsights":["
.","
."],"technical":{"composition":"
`.replaceAll('\n', '');
