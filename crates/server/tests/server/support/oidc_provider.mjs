// An identity provider on a free port, for the tests of signing in.
// Arguments: the folder with the package oidc-provider, and the address that people come back to.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [folder, redirect] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${folder}/lib/index.js`));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "tatap",
        client_secret: "secret-of-the-client",
        redirect_uris: [redirect],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], profile: ["name"] },
    cookies: { keys: ["key-of-the-provider"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} Lestari` }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});

// Whoever started it is gone.
process.stdin.on("end", () => process.exit()).resume();
