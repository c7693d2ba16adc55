import { expect, it } from "vitest";
import { maskHistory } from "../../src/layer/mask-history.ts";

const NONE = new Set<string>();

it.each([
  ["RUN echo 'Hunter2 x' | docker login -u a --password-stdin", "RUN echo ••• | docker login -u a --password-stdin"],
  ["RUN echo root:hunter2 | chpasswd", "RUN echo ••• | chpasswd"],
  ["RUN mysqladmin -u root password hunter2", "RUN mysqladmin -u root password •••"],
  ["RUN aws configure set aws_secret_access_key hunter2", "RUN aws configure set aws_secret_access_key •••"],
  ["RUN htpasswd -bc f bob hunter2", "RUN htpasswd -bc f bob •••"],
  ["RUN keytool -importcert -storepass hunter2 -noprompt", "RUN keytool -importcert -storepass ••• -noprompt"],
  ["RUN twine upload -u a -p hunter2 dist/*", "RUN twine upload -u a -p ••• dist/*"],
  ["RUN vault login hunter2", "RUN vault login •••"],
  ["RUN printf 'hunter2' > /root/.vault_pass", "RUN printf ••• > /root/.vault_pass"],
  ["RUN git clone https://abcdef:x-oauth-basic@git.example/a", "RUN git clone https://•••@git.example/a"],
  ["RUN smbclient -U bob%hunter2 //h/s", "RUN smbclient -U bob%••• //h/s"],
  ["RUN cmd --api-key=hunter2 --verbose", "RUN cmd --api-key=••• --verbose"],
])("%s", (line, masked) => {
  expect(maskHistory(line, [], NONE)).toBe(masked);
});

it.each([
  "RUN mkdir -p /app && chown -R app /app",
  "RUN docker run -p 8080:80 app --token-file /run/t",
  'RUN cmd --password "$PASSWORD" --token $TOKEN',
  "COPY --from=build /app /app",
  "RUN curl -fsSL https://get.example/key.asc | apt-key add -",
  "RUN echo hello > /etc/motd",
])("%s stays as it is", (line) => {
  expect(maskHistory(line, [], NONE)).toBe(line);
});
