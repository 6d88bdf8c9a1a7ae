// Writes a token that lets one person into one room for five minutes (docs/security.md).
//
//     openssl genpkey -algorithm ed25519 -out private.pem
//     openssl pkey -in private.pem -pubout -out public.pem
//     node token.mjs private.pem https://meet.example.org kitchen member "Ana Lestari"
//
// The server has public.pem (TATAP_JWT_KEYS) and the audience (TATAP_JWT_AUDIENCE).
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const [file, audience, room, role, name] = process.argv.slice(2);
const key = createPrivateKey(readFileSync(file));
const kinds = { ed25519: ["EdDSA", null], ec: ["ES256", "sha256"], rsa: ["RS256", "sha256"] };
const [algorithm, hash] = kinds[key.asymmetricKeyType];
const now = Math.floor(Date.now() / 1000);

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = encode({ alg: algorithm, typ: "JWT" });
const claims = encode({ aud: audience, room, role, name, nbf: now, exp: now + 300 });
// ES256 wants the two numbers of a signature as they are, one after the other (RFC 7518, section 3.4).
const options = { key, dsaEncoding: "ieee-p1363" };
const signature = sign(hash, Buffer.from(`${header}.${claims}`), options);
console.log(`${header}.${claims}.${signature.toString("base64url")}`);
