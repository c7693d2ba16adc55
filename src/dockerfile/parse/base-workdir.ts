/** Official images by the WORKDIR of their Dockerfiles: https://github.com/docker-library/official-images. */
const WORKDIRS: readonly (readonly [image: RegExp, workdir: string])[] = [
  [
    /^(?:scratch|alpine|debian|ubuntu|busybox|centos|fedora|rockylinux|almalinux|amazonlinux|oraclelinux|archlinux|buildpack-deps|node|python|ruby|rust|maven|openjdk|eclipse-temurin|amazoncorretto|nginx|mysql|mariadb|postgres|mongo)(?::|$)/,
    "/",
  ],
  [/^php:[\w.-]*(?:apache|fpm)/, "/var/www/html"],
  [/^php(?::|$)/, "/"],
  [/^wordpress(?::|$)/, "/var/www/html"],
  [/^composer(?::|$)/, "/app"],
  [/^golang(?::|$)/, "/go"],
  [/^gradle(?::|$)/, "/home/gradle"],
  [/^(?:redis|valkey)(?::|$)/, "/data"],
  [/^tomcat(?::|$)/, "/usr/local/tomcat"],
  [/^httpd(?::|$)/, "/usr/local/apache2"],
];

/** The working directory that a base image begins with; undefined when it is not known. */
export const baseWorkdir = (base: string): string | undefined => {
  if (/windows|nanoserver/i.test(base)) return undefined;
  const image = base.replace(/^(?:docker\.io\/)?(?:library\/)?/, "").replace(/@.*$/, "");
  return WORKDIRS.find(([pattern]) => pattern.test(image))?.[1];
};
