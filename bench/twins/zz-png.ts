import sharp from 'sharp';
const [,, src, dst] = process.argv; await sharp(src!).resize(600,600,{fit:'inside'}).png().toFile(dst!);
