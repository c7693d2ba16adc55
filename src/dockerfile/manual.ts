/** M1 to M17: why an edit is not made. R3 to R11: a known rewrite that is not made automatically. */
export type ManualCode =
  | "M1"
  | "M2"
  | "M3"
  | "M4"
  | "M5"
  | "M6"
  | "M7"
  | "M8"
  | "M9"
  | "M10"
  | "M11"
  | "M12"
  | "M13"
  | "M14"
  | "M15"
  | "M16"
  | "M17"
  | "R3"
  | "R4"
  | "R5"
  | "R6"
  | "R7"
  | "R8"
  | "R11";

/** What the code means, and what a person does about it. */
export const MANUAL_ADVICE: Readonly<Record<ManualCode, { readonly reason: string; readonly advice: string }>> = {
  M1: {
    reason: "it is needed when the container runs, or may be",
    advice:
      "delete it from the Dockerfile and pass it at run time: -e or --env-file, a compose or Kubernetes secret, or the image's *_FILE variable",
  },
  M2: {
    reason: "the build writes the value into a file that ships; a mount would hide the input, not the output",
    advice: "take the value out of the built file: read it at run time, or use a value that may be public",
  },
  M3: {
    reason: "it is used in FROM, where no mount exists",
    advice: "log in to the registry before the build instead of passing the credential",
  },
  M4: {
    reason: "it is in an ONBUILD instruction, so an edit changes the build command of every child image",
    advice:
      "move it to --mount=type=secret inside ONBUILD RUN and tell the owners of the child images to pass --secret",
  },
  M5: {
    reason: "it comes with a directory, a pattern, another image or another stage",
    advice: "remove the file at its source, and give it by --mount=type=secret to the step that needs it",
  },
  M6: {
    reason: "the builder itself expands it, outside RUN, where no mount reaches",
    advice: "fetch inside a RUN with a secret mount, or choose a value that is not secret",
  },
  M7: {
    reason: "the Dockerfile or its shell text cannot be rewritten safely",
    advice: "change it by hand to --mount=type=secret, in the template or generator if there is one",
  },
  M8: {
    reason: "a script receives the value and may store it",
    advice: "read the script: it must not write the value to a file of the image",
  },
  M9: {
    reason: "it is written to a file of a layer",
    advice: "write, use and delete the file in one RUN, or mount the finished file with --mount=type=secret,target=...",
  },
  M10: {
    reason: "the builder in use has no secret mounts",
    advice: "build with BuildKit (Docker 23 or newer), buildah or podman, and a Dockerfile syntax of 1.2 or newer",
  },
  M11: {
    reason: "it becomes a password hash in the image",
    advice: "remove the password, use keys, or set it when the container starts",
  },
  M12: {
    reason: "it is a private key that the image serves or uses when it runs",
    advice: "mount the key at run time",
  },
  M13: {
    reason: "it logs the container itself in to a registry",
    advice: "give the running container its own registry credential at run time",
  },
  M14: {
    reason: "the shell text uses variables in a way that hides who reads them",
    advice: "name the variable where it is used, then move it to --mount=type=secret",
  },
  M15: {
    reason: "more than one definition with this name reaches the step",
    advice: "keep one definition, then move it to --mount=type=secret",
  },
  M16: {
    reason: "it is larger than the 500 KiB a secret mount holds, or binary",
    advice: "fetch it inside the RUN that needs it with a smaller credential",
  },
  M17: {
    reason: "images that were pushed keep the old value",
    advice: "rotate the secret, then delete the old tags, untagged manifests and build caches that hold it",
  },
  R3: {
    reason: "a tool's configuration is written with the value in it",
    advice:
      "write the variable's name in single quotes instead of its value where the tool expands it, or set the tool's own variable, and mount the secret with env= on the step that reads it; or make the file outside of the build, and mount all of it with target=",
  },
  R4: {
    reason: "git keeps the URL with the value in .git/config of the layer",
    advice:
      'use git -c url."https://$TOKEN@HOST/".insteadOf="https://HOST/" clone with the plain URL, and mount the secret',
  },
  R5: {
    reason: "git or netrc configuration keeps the value in a layer",
    advice:
      "mount a netrc file, or set GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0 and GIT_CONFIG_VALUE_0 on the steps that fetch",
  },
  R6: {
    reason: "an SSH key is written to a layer",
    advice: "use --mount=type=ssh on the steps that fetch and build with --ssh default",
  },
  R7: {
    reason: "the command stores the credential in a configuration file",
    advice: "drop the command and give the tool its environment variable by a secret mount on the steps that use it",
  },
  R8: {
    reason: "the framework only needs some value to build",
    advice: "set a dummy value on that RUN (Rails: SECRET_KEY_BASE_DUMMY=1) and give the real one at run time",
  },
  R11: {
    reason: "the value itself is written in the Dockerfile",
    advice:
      'replace it by "$NAME", mount NAME with --mount=type=secret,id=NAME,env=NAME, and remove it from the history of the source repository',
  },
};
