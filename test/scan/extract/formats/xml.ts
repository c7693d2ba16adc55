import type { FormatCase } from "./format-case.ts";

const { raw } = String;

/** XML and what is near it. */
export const XML: readonly FormatCase[] = [
  {
    title: "xml: elements, attributes, entries, CDATA, entities",
    path: "opt/app/conf/settings.xml",
    text: raw`<?xml version="1.0"?>
<config>
  <database user="app" password="«<password>»"/>
  <smtp><user>app</user><password>«<password>»</password></smtp>
  <entry key="ldap.password">«<password>»</entry>
  <property name="jdbc.password" value="«<password>»"/>
  <property value="«<password>»" name="mail.password"/>
  <secret><![CDATA[«<alnum:32>»]]></secret>
  <password>«xml|<word>&<password>»</password>
  <password></password>
  <password/>
  <password>${"$"}{db.password}</password>
  <passwordLabel>Password</passwordLabel>
  <property name="password">
    <value>«<password>»</value>
  </property>
  <apiKey
     >«<alnum:32>»</apiKey>
</config>
`,
    finds: [
      "generic-password database.password",
      "generic-password smtp.password",
      "generic-password ldap.password",
      "generic-password jdbc.password",
      "generic-password mail.password",
      "generic-secret secret",
      "generic-password password",
      "generic-password password",
      "generic-secret apiKey",
    ],
  },
  {
    title: "spring beans, hibernate, hadoop",
    path: "opt/app/WEB-INF/beans.xml",
    text: raw`<beans>
  <bean id="dataSource" class="org.apache.commons.dbcp2.BasicDataSource">
    <property name="url" value="jdbc:mysql://db/shop"/>
    <property name="username" value="app"/>
    <property name="password" value="«<password>»"/>
    <property name="passwordEncoder" ref="encoder"/>
  </bean>
  <property name="hibernate.connection.password">«<password>»</property>
  <property><name>fs.s3a.secret.key</name><value>«<b64:40>»</value></property>
  <property>
    <name>javax.jdo.option.ConnectionPassword</name>
    <value>«<password>»</value>
    <description>password to use against metastore database</description>
  </property>
  <init-param><param-name>adminPassword</param-name><param-value>«<password>»</param-value></init-param>
  <env-entry><env-entry-name>db/password</env-entry-name><env-entry-value>«<password>»</env-entry-value></env-entry>
</beans>
`,
    finds: [
      "generic-password password",
      "generic-password hibernate.connection.password",
      "* fs.s3a.secret.key",
      "generic-password javax.jdo.option.ConnectionPassword",
      "generic-password adminPassword",
      "generic-password *",
    ],
  },
  {
    title: "tomcat: users and server.xml",
    path: "opt/tomcat/conf/tomcat-users.xml",
    text: raw`<tomcat-users>
  <!-- <user username="tomcat" password="<must-be-changed>" roles="tomcat"/> -->
  <user username="admin" password="«<password>»" roles="manager-gui"/>
  <user password="«<password>»" username="deploy" roles="manager-script"/>
  <Connector port="8443" keystoreFile="conf/k.jks" keystorePass="«<password>»" SSLEnabled="true"/>
  <Resource name="jdbc/shop" type="javax.sql.DataSource" username="app" password="«<password>»" url="jdbc:x"/>
  <Realm connectionName="root" connectionPassword="«<password>»"/>
</tomcat-users>
`,
    finds: [
      "generic-password user.password",
      "generic-password user.password",
      "generic-password Connector.keystorePass",
      "generic-password Resource.password",
      "generic-password Realm.connectionPassword",
    ],
  },
  {
    title: "web.config",
    path: "srv/site/web.config",
    text: raw`<configuration>
  <connectionStrings>
    <add name="Shop" connectionString="Data Source=db;Initial Catalog=shop;User ID=sa;Password=«<password>»;" providerName="System.Data.SqlClient" />
    <add name="Entity" connectionString="metadata=res://*;provider connection string=&quot;data source=db;user id=app;password=«<password>»&quot;" />
  </connectionStrings>
  <appSettings>
    <add key="SmtpPassword" value="«<password>»" />
    <add key="PasswordRules" value="strict" />
    <add value="«<alnum:32>»" key="ApiSecret" />
  </appSettings>
  <machineKey validationKey="«<HEX:128>»" decryptionKey="«<HEX:64>»" validation="SHA1" />
  <identity impersonate="true" userName="corp\svc" password="«<password>»" />
</configuration>
`,
    finds: [
      "database-connection-string-password *",
      "database-connection-string-password *",
      "generic-password SmtpPassword",
      "generic-secret ApiSecret",
      "* *",
      "* *",
      "generic-password identity.password",
    ],
  },
  {
    title: "maven settings.xml: plain, and encrypted",
    path: "root/.m2/settings.xml",
    text: raw`<settings>
  <servers>
    <server><id>nexus</id><username>deploy</username><password>«<password>»</password></server>
    <server><id>other</id><username>ci</username><password>«{<b64:43>=}»</password></server>
    <server><id>key</id><privateKey>${"$"}{user.home}/.ssh/id_rsa</privateKey><passphrase>«<password>»</passphrase></server>
    <server><id>env</id><password>${"$"}{env.NEXUS}</password></server>
  </servers>
</settings>
`,
    finds: [
      "generic-password servers.server.password",
      "maven-encrypted-password *",
      "generic-password servers.server.passphrase",
    ],
  },
  {
    title: "nuget.config",
    path: "root/.nuget/NuGet/NuGet.Config",
    text: raw`<configuration>
  <packageSourceCredentials>
    <corp>
      <add key="Username" value="ci" />
      <add key="ClearTextPassword" value="«<password>»" />
    </corp>
    <other>
      <add key="Username" value="ci" />
      <add key="ClearTextPassword" value="%FEED_PASSWORD%" />
    </other>
  </packageSourceCredentials>
  <apikeys>
    <add key="https://feed.corp.internal/" value="«AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA<b64:200>»" />
  </apikeys>
</configuration>
`,
    finds: ["generic-password ClearTextPassword", "dpapi-encrypted-secret *"],
  },
  {
    title: "jenkins credentials.xml",
    path: "var/jenkins_home/credentials.xml",
    text: raw`<com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>
  <id>git</id>
  <username>ci</username>
  <password>{«AQAAABAAAAAQ<b64:42>=»}</password>
</com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>
<org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl>
  <secret>{«AQAAABAAAAAw<b64:84>»}</secret>
</org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl>
`,
    finds: ["jenkins-encrypted-secret *", "jenkins-encrypted-secret *"],
  },
  {
    title: "filezilla",
    path: "root/.config/filezilla/sitemanager.xml",
    text: raw`<Server>
  <Host>ftp.corp.internal</Host>
  <User>deploy</User>
  <Pass encoding="base64">«base64|<password>»</Pass>
</Server>
<Server>
  <User>old</User>
  <Pass>«<password>»</Pass>
</Server>
`,
    finds: ["filezilla-password *", "generic-password *"],
  },
];
