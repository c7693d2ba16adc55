/** Hashes by source, base64: see known-values.ts. Written by `npm run clean-tree -- --known`. */
export const KNOWN_VALUES = {
  examples: {
    "samples of the Firebase SDK for Android":
      "9W4yNJSm/8IgN6vK/7K3dz83DJ3YIlxj5KVUK7f9e2ehn4mrNVXqwQtHa9+azyEj61QNK27ioKQ3+PCb3xLC8ocxJhy3LYYmSfd325legmAnqaQpMd/369wPzwRsYWQMTJgkLcrciynqm7EILPlWYzqLYdD2NrAHpsgUvFVa5iw=",
    "documentation of AWS, Stripe and jwt.io":
      "Gl1Eotyhlmkc4zFDJy3m6SyvwJcBSahPeDFLEb4uWBV6iY5Q29W4MH91Nn54gSVRqHTcicxJ97rG6ifFNPmT08eU+m0gxk77yyDTSnrdovXagW+fLBbmxeIbWXumucr66KBhS2dHoG/y1soWUVAz5Q==",
    "the Google Cloud CLI": "8Dhvm+H+kF9FalGx8bPPPg==",
    "the help of kubectl": "aoGyQpwLpCE=",
    "the help of age-keygen": "s1cdR4mZuYE=",
    "documentation of the emulators of Azure": "qmVHQ5WDw6IAEcwl60MgcQ==",
  },
  published: {
    "Debian package ansible-core": "x0LdCmSjsIo=",
    "Debian package dovecot-core": "OZ0r9lPkFOZnMMAr2/B1LpHVjwiDbpLTmkwgy5vJ4x3LhuLjXlAWHtevJLYSZrNH",
    "Debian package fail2ban": "N1rDhBcd+qqhd+e6+chEug==",
    "Debian package golang-1.19-src": "BrOmSmIuHT8Upbq8ohc0BQ==",
    "Debian package golang-etcd-server-dev": "VmO8Imuow8k=",
    "Debian package golang-github-coreos-go-oidc-dev": "piwt8oCH+K0=",
    "Debian package golang-github-docker-docker-dev":
      "M6bTdQ2adpuPqBFaFgk27J7AvgNsIvBvn2MyU14c6YmnMxoH+X9GhrWxfKHWVzO7",
    "Debian package golang-github-dvsekhvalnov-jose2go-dev":
      "AZL0UXzBMRsV3ciB71iHPBbkSkZQkOsxHNY8RK5Qmlgv036NkfABFTVpZvnSCSXpNrIFYAmj9HxRt76rCrCrOFUecEa4uBUbVdCy0GvZLZRWQj4QlcSqvnKYfuKcnByVfNd/lwxNXd+TJp6Wi82ma7fUVyU8kVupy0f1SPeo/Ireo6122YOlh/3HnkgomBZ2",
    "Debian package golang-github-golang-jwt-jwt-dev":
      "GRz1dOEDIEwco8IsbzDe6x3VA1XuiRVaMigdG/Eze5s5QXfzzoc5pTv04sNCjzKwQ6g20B/1lWhHhAMwFslYBkrC1wkp1+H4UGmgl1B0KDJ/k/1fy6QZd41O9lNtyIlfnBPsM6FF1cKcFOmap/DnpKBwqdwaWl73qtEjPiCl36KtwmHl4pL8MrqBUh4Ut9HrvXodY0/HGSvKSi6TiZnHSc0Iga8HbFDR3r+DzbsgnFnj0GeG+K2FZfxAmhBqWVNy",
    "Debian package golang-github-nats-io-nats-server-dev":
      "BjIdXRJ8Dswlqk4gkAF8kC/5Eq8vTooiMRTmpbEQ/6c3Nd8tLI/Iij6s8TBKhqCURo139ygCNwlPDTbSjW9GjGDL+cd0OeW9dTD6ZauTsAiKHrjnOB9AEpAWLsh1FLjAl0ajdigknIimvmvolKae5667S/+pB4sZuSxayvfrma3f4+OflQuZZeappRY1sLU/5tiRq2K1ir7oyUFofdeAlPWMc+/ulEuD",
    "Debian package golang-github-smallstep-certificates-dev": "M3ZCOJh39ZY=",
    "Debian package golang-golang-x-crypto-dev": "L1THhuL+FrJJ0UCliF6q4vDPyVhmP/Jz",
    "Debian package golang-google-api-dev": "YE2JU89CctzXu5FIZxCDOQ==",
    "Debian package golang-gopkg-square-go-jose.v2-dev":
      "GBeCiXATqMUrnshpixnF3G5CZFnKm5uKoGlCE/2dMPCqWMRfzVwIm7iGDG8ctMCv9zjKG+jWgjI=",
    "Debian package librust-jsonwebtoken-dev": "D+zgtyry+S02rnaoZhDm93RI/sUXvYvMeaTWUjzhxYKMLjDxj6lwvg==",
    "Debian package mariadb-test-data":
      "ChDB5OG+xvcRrDXSGqs5PRJWUTKE6P+nIUrp2+q9qUEiIis1czE0oS+skN1M+dzzMcGBvZd2pGwyiGjYS+fU0V/a6VZmPppEY7jlxPCCVrtppy/YtzdvBHewy84woLnheDLf2L2iDBqEoYEg3O0MB4V3WLnzEVW0kmL3P04Wfv2dvMGLkjncz8IsaYY3zmFQyrOvC0L+i9PODzNHy9e9ws59hjKAuKNX2/pR3yZYUrziimmNJZm0nuOKUAWd+sXU",
    "Debian package openvpn": "C0iMsb6fszs=",
    "Debian package python3-authlib": "ynRZ4rJndt4=",
    "Debian package python3-botocore": "N3xi0aayn+box/f+4jgrZQ==",
    "Debian package python3-jose": "XO/L6hPo5Xw=",
    "Debian package python3-jwt": "Gp594/0EUlG/FF2TgLvgWw==",
    "Debian package python3-keystoneauth1": "iReMCAFwuzA=",
    "Debian package python3-pycryptodome":
      "AhpFP6v6ouwKvfoGEH/2cw5Ksp0YVVwPD0CVjXdfkmkQPo7ujZvbIxIKk+VFldFoE10W88TfgeMfuuX0v5n/aSIXP8bBtbhGIhxMXCVTVXAkRNhESO9OHScMgH6AmDEGLG11akh2ZZIvTlWB5K1nvy/z63FlFcgdMbxsokZ0a6hCBh3f/C4TgUkCJh0vdqABT1LtiSS9MKhUk1u29ZwUIlaeVousHmJUVtm2bc/HsG1byL/g8ceztF0yjFOEaYKwXVteVGAHZetd27ZQ7bg4eWK36mAYu5nEYzzxYr7NlcloTVaAwj3pNGmy0vwWwvwGbXruRTSoL7lvELpudwRydnzJn9hegxragg07aKmQ6gCDmZ2FGkD1Tob2m2gP1SEEirOLYOfEJVyKzxTnAnyJoI7boLCZE9RzkGRRovf+b7iSoDYNoLNpWpehCds+RCEwmnxdPqL+Xbqj02vWiBYYraWwjLZvkjcyt8Fs/7PiccvAB9MpVp5pAsCj5cXVU7wowLqGNbf9F87CM7Wa+Ca1GsZdyWIxjh6LyFJrAIIACvjJLRDIsoPeu8oZHvzz9aTbzKGIGtDOMwjPiRqJoupSD8/RgpwX4MXd0QWmKj8yvonYL0rxjMpCZ9oXCcO8/D9W2vTLwkSyOMbccwzpXXclhN9eqCsdSM/Q5wndmM5Dc1zs8qbrhJlHau6ZaMzG+/Zo8LQMFWO/S8nxWbdGElH5f/TB5Uxf29Ot/JVfWYc1EQ7+Aq6SFAKoUg==",
    "Debian package ruby-activemodel": "G1An1Y7gGAY=",
    "Debian package ruby-jwt": "XqPElIvBa+9rWhRRjGs5GZDElp0VaizX4xLD26d/cyb/Lvdmqrm0AA==",
    "Debian package systemd": "CBNjFMwG1PI=",
    "Debian package testssl.sh": "G5gZNoPmwgw=",
    "Debian package wpasupplicant": "bIbGqsX7JLzN1FxZuuH/lQ==",
    "npm package @octokit/auth-app": "mfCCt1xaFHo=",
    "npm package @octokit/auth-oauth-app": "mhARgIUC5ZY=",
    "npm package @phc/format": "Sp2gkYuhUjw=",
    "npm package aws-sdk": "ExSlIDnXq0JFqHhWwNRwoHnVcbbAwR3z",
    "npm package bcrypt":
      "APiHBUtwE8oxlg/zBltKfTPASOBgsjYWNiW0Pr6s/hhK7OwBmRaqYWA4vXAYDxUVaagWDgyFnTt4zGbAalgsa9+NWlQBSadO",
    "npm package hpagent": "rWLUjYsGkCY=",
    "npm package passport-jwt": "7+OjCQO1BLw=",
    "npm package universal-github-app-jwt": "BOcM0XKz2Vk=",
  },
  keys: {
    "Debian package dovecot-core": "D7O7fu/RQa7Wvg0JheR5KQ==",
    "Debian package erlang-examples":
      "TlP/mF/ly1B1KkoxiHlzp3xd3+J4cL4/lbTZYiaaCKilbzznta8r/7BXENazDv6Ktz2s6vTgnBm5YEIIPemkrg==",
    "Debian package gnutls-bin": "HrhQaseq928glePABSfFNmGHvbkJuJ+nkvegK1DDuuu17KjXEeyl08Fj+2rf0qkJ",
    "Debian package golang-1.19-src": "ZFv722k24Pi+sAMD4AaYNQ==",
    "Debian package golang-etcd-server-dev":
      "AbjjkLsK5b0Nz6u1pB0brQ7+GIFFDZ5oOdFqD9xld9dBH11zBRxiJEu4rnwryfs6V2bf11sYpFVeWcdmEB1hs2sxWGbZ2pMFfdoQgMWMRIh/bu5bZOW5FpUGNyM7rQYJoPJQfZyvUY2mM90biTYnS6iiHhP4K71FsTo4fu24xnqzLWLYlUycl8unS31/rntvzozZOptkV4rRE0eMtg71id5eIyMBZUqH4e6WKFB2W/vsZV5y7nFCtfTxDUViXR6E+3v7im0XnWz84J4On+Bd2A==",
    "Debian package golang-github-cloudflare-cfssl-dev":
      "AS8gyfJ0wNwJBKLu9owxohGmEA+3WFimFQQhU9CTWMMWgAPI+ZRM6RdJ4ub36xWdF5vkBgrPSBgiyamzhauDdiTA0akY/PksJ+h1JLgsRnA2vt/OhG4XWDnCOwiuDj4COyAJnCPaEcQ7WnwGob5hJT8VUb062BAGRiC/rWwKSrZK2ILTb/9iek+aSefJ6VwoUgKXS0g6Us5ZElJcR1r4pVsSr6qC0iu6XWuX7V5xQMFjUhquOfoYLmORTEYCssotZhOzl8sPG0pnMf6+ZHZ/knEUyopV4PrkdZ7IZon+u912Z8zAecOO0nlshUpUa134f0c9GcbU5ryGGHNXVzOrso0V4j5AYxdIk5MAz7vcYnmb6TEhMnPzBp2ClUSn+l0fosh+Aubxeo22Lr7YSe7pMreLVx0U5gG4ugnzR9Qvw7S84oDgUYHhvcQFxoVxHxjYxM6qAX6lBFDKcsV5XWTRbMy2ZLQ1hdd+0o+uCjThBlvgf9wvM8/f8eEFIQNhHvEZ42yr9CbcAAfrA7wAR0ke4fN6YQtAqMuS9YduwdbZWgT6FsAQ0z4So/2lyHaN7asz",
    "Debian package golang-github-docker-docker-dev":
      "AWoRGqGDxBkDXOCVeDKHNyKNi6o+Y0V4QsLYOEvMd3tuDPu2mWK7e5GuVXH/TcRH",
    "Debian package golang-github-dvsekhvalnov-jose2go-dev":
      "QndwD3rGXX1aj/C2rfODe21TJjHyTTkCkf/SwUQY67ieHlMcWgUGE8i0uNw4Wkbz",
    "Debian package golang-github-golang-jwt-jwt-dev":
      "GXbhXC9uHkU+QIrcxKC+qET4h7qojBejSWSe/duGXLBRtkVBigKpd1wHpy9rJ8T+Xqg3QTWya6VxtlljAx8s9HkUUa1SCnvmmniwIdrX3PPml6uZKw3jMg==",
    "Debian package golang-github-pion-dtls.v2-dev": "YNNFasbZx22iu+FzqZwGjg==",
    "Debian package golang-github-pkg-sftp-dev": "KU595uxRvXr1ho9iQGXeQQ==",
    "Debian package golang-github-smallstep-certificates-dev":
      "CWllxNTY/mIKYXwb6x3zdw4bi0SH4KKKEvrmxukvUp8kSqndIrHXUi0z+A4VqgzdM2uokbTrWJY1Qu16i2i+JDVJeiFAqW5ONeFLXrks5yw2mU4nJkUtDD3Pap88Shm/P7/BU6twwcxBoc2ueSNrvEGlFkxAclvpTbQlDArdeQNQkbtSC4dwc1UnTHynGW/ZWE8mS5ITOApatq4Jp5zWbWMM9gzQWLuoaPx2p0t2sHVxpsW6AwP36Xfvb7+vU5Z5eUKGLhhLTpF6V0wrgIT9un0O9JAerfLYgf8adtOABfWEbcOBEmMdWIkeGIFZtxgdiajQ64cLcn6KUSnD8bJSQI4oPns3B/32knufvtGWQ72Sg7r5CtAsqpqZaLQk4T4cnMO+j7uByGedB80UrUuIJbNa0RckE8AXudlq1Lii90u96Y3ovpzWxM8jvg7/rUiLz8VhRp3DcbTYieenFMDKOd3nydZCpmO94kiO0Dp2r7HjvUjTzoKy1+TZrBozxrsz6jCc39nAfgnvgzfKE9GqJvWxT1eizbhN9dIIyjYVPPv5nkbq1DjdtQ==",
    "Debian package golang-github-xenolf-lego-dev": "AAVkDhATOEOUNOdm1rPhOg==",
    "Debian package golang-golang-x-crypto-dev":
      "CQdGCHb97I8j+bcPN2YQKSytzvr9YKqFMNZeZ5N2Nb48bmkHr3z0pj9KKdLzFyW8Tc1Iq0fzamNOTmDsk9/ebk8G3mGy3iDVUUKAmatnBfpR+9PoLx2E91PBNbp6VpAoXCvb/nFUeCRh591irvBgeHQ88YLNrYoggjo7v4hmhbiFjfGr0wL7xYpldrt1USBSl8Abuo0mqNugjsSMQa1gB6JVnD878wkHqSBgmcaqT3+p1YVzK0PU9Kufp1YNpWV8uUB7iRsaZ27AbyNl1CH1WMWSIbqDR81JxbNqbWbrnzXKJmr/nAb8udB4ySeOTblw0wNFl1M6i8DXkC6Q4IKc/+0KiH4gH9VK8p2/SNhoCW32hnmJEzEANQ==",
    "Debian package golang-golang-x-oauth2-dev": "PoRHQDJtwO7+yoLcExeegA==",
    "Debian package golang-google-api-dev": "AedvTEt2QRUMkgqXuQvl5r0FUPAFZ3MB84vElYLl8Gw=",
    "Debian package golang-google-grpc-dev":
      "GYaB6uvcPhojzkNo9ozy5TfdOw5TRsd+VaBPQcoOst5WVWND47Ar5VcGKdo6+irEXBdxlzB7Wcxhs1qQy6V+Kme5LzLQfT6MbxXX8YUrjQlyu4ajh3MCr31DWBYVozspiSo5MY7bpYaSJlXn47NlK526iN9v5pjNsUEWMgAwr8exRICQDHasJcrW2ZhINlJ02nj+vhAHcfT4bDNu1tdklA==",
    "Debian package golang-gopkg-square-go-jose.v2-dev": "ADPsqrKno9eq8OL5TJ2P/7P7ibZlNFgWxWD/8LF/8oM=",
    "Debian package libgnutls30":
      "HCheYwZ1SkwfqJb/7wJyACQRVN83jrScZQ97ymjOXaR7xuJ7FNZSDo+14ApHxVm+ll2wFOXxjJqq9hEWW0Ub5LHCJJB0H18B0pEUFULwX0bbjZNXcUcpKA==",
    "Debian package libio-socket-ssl-perl": "HWq8Piy8yIJJ2BnC6vZm5A==",
    "Debian package libnet-ssleay-perl": "KZp3pEzW6Vs=",
    "Debian package librust-jsonwebtoken-dev":
      "BMv3exjUMXggGUSuSE07LC0cTuQttvCcOA0GTef1WSBC7MmKc7qHsklEmwC8XiJpY+D9EMOwymKM9aZLCC8RG90nGikXrcE95PHYhm7ha7o=",
    "Debian package librust-openssl-dev":
      "Jaf1+uGUeconAU03j54NoE4zVPtpCbIbTk/ZMBRftfhVU7NZU171OFzYU7PfFYrXd/L82yqbWwGApJZGuZwnNcaQJiOXmtaV+p9hqL2HO8Q=",
    "Debian package librust-rustls-dev":
      "ATDyfVXdPhkFM9tLwoJ28BtCS9gx/QQkHN7zhlcwgvsnM3sR55GQBimIrwl9WfBvMYRn9rtyrL0zGj1laqfiRzRb3Hq6/uJITMTo20nkkRlTDnZHd0vD4FWP3OnQtFDtVZN2J+fwzJByd52K5U6dHYH/cb1vYmdZhyTXaaK6W36Qmjc7ebEDdJpXwoGijJsasPT+H77EmEK1T5gSvWg92L96JQiyVpIiwasIBw2fIfftugvgqIK8pfwrdDfkmFBC",
    "Debian package libssl-doc":
      "HLV3jZkzdWYkAa4GtVeM9CvjWCcFm4VOLQ4ZhSkzeWVZFX9o3XhfUGCcrpTOkKRlbJxl4e5Uw/JzHhlNfolt0n47o3TxDbp3gF6twvp6HeqFCWBta349ho+7EEu418lOkEbIAUlTlpGZZvzG4RV+DLTnfNh3Dz+6xh/KYYvN3aDV5s3kKkbWfuRVhL5mBzSI6/MIIwk7+0/yOKEqCiumYw==",
    "Debian package mariadb-test-data":
      "B3zROchZYXUpluywRVza7jTu6OfStXA8QfEATMVQ9K1OcKBqLh641FQcGYYdCiTlVT87s25i2NxWKoUOBKN1HWDoAMwlLM9oZyI8zPTxEPdsYTbou/mc/25mI7rlf/7cdHLdZtMnlup1C14PCpWvlnWYVda3+6YDg5aJpJm4B0qFpMamqy3WYprdlhl1BE37nnrQSIJy5E6hPu7ppgf5o9wnyvVk5CLL34Jxpek9PyXrlEyRnHy6tw==",
    "Debian package openssh-tests":
      "Fi687sKZ3sgZDVNWdKsPRyEVI/cs0x4RIiyCNVJUBoUkxFCYddX43SUoF5yxZXqvKGNtSY9VI7Qpm0laWxGdEirryFNuUkT/LEYmMN8NQcFBaAtSZNaaN0GZzvAwKfoMQl+ZV7DEsctFE9akpf4OlUz23t/Jp6QpWjxXU2nvkpdfcrcZT5nKRXV1C3Q3/bU+eM3xk12a2u96w0TO8NV4OXtFtPbheD4givsprV4nqP+OMFReUCOgy5U6kDmRQNHJnJjelkQJqpemv5+1sWERWqij652REZ4GrA/MH7PXkumuqLJF6O/lLLMVtBXCjGoStPAieb49G9DAlyjrDS4ZO9IA5aaOfnFg6es1b3s0RbHq88Hxf3prT+2TaDoW3J+i9do5xD/BjCw=",
    "Debian package openvpn":
      "NqJldzZxGaFMz0xX0CycQVFRAfP0Qfvih0G7yuaarL2NUGdLq5El5I4erjIksBkHsu6ASEhtApnDcVxQODmlnPBxyWbZH8lE",
    "Debian package paramiko-doc": "HZDoTmLTM4+X5Ny28cUa153F2BNhXPPcy66xFTf/Gl4=",
    "Debian package python3-aiohttp": "1ev/q39cpo3wgUaoUldgnQ==",
    "Debian package python3-certbot":
      "IFOYja2QPf4mWIdCpy0gM0/034UGQBdTZFhpf+hDiL9xSAibDbpVsndN9pYKJ3avj/uWJBhEDTC56YMIOE+OS7/gwcjzzd2/yp02Q7r9pxHTbVE5cY2X19ecbnAZdzLK2PoNkLNZnHrgH3l4R4ucD+oYToN2HVTp6ilc7ZCEDU7zL98kxvoFpfQOt9laD11x",
    "Debian package python3-cryptography-vectors":
      "DijKpJVy+48Qqt9nqE9dHBFdtU/A5LImEe2YpqNC95QUbchJnVF16xwNl2BhnO9uH4e0WGzaDVciHevu+FtlqCNXuRWrW+7KKfpqA23kNn8rZAKZXcVfRS2sdvM2DgoVMqnL2Z1CHIA4Dv1qnWzMxjnhb4HUZPS3P27I/geAu/dAT+aSbmHQblGPdhKOrNcJUv7LLdpEU0ldlruIQ9QdGF8bWyz4NtzNYEsILxQJlVFkUQfYtx/26WcIi4Tkhn+pZz2t7iBOhWhxOBKf2XZiqHOLGrzKdWINeyonrW1Kk9x7xJ3F+CUvDoCnTjmQAHiHhK/dH2MbOXGIDod3HMvqf46/kI3sEYBVkdPhOOTvTVeShxdxCVkKSpdEHa/kS28cl1LZ+ZKI8iKX+TNK0wUVyZi+SvPvv47lnAzb3+g4Zc2cbpxhFzJLhqH7zhtvLZcOoieXYBpgY2CrZo0EjpUcPrB1Ss+7oCGIs8k9kzVhyvS1GRs0PVSASbhWxI4ERhReulW7Zy0pwn672uxYXXCcmcTD174kp3bTxhpNlfswaEHNDBQSNZ+orc1i5VjaI4kR0GVchw9PYCXQulHoif5HDdGVlegSzBdp1FY4cHsui53d3VztTQawseWcn476Nr4I6Lk5mGO6pwTqdQMj6Ael/ffzZ4r3APeK/BCnB2HQz0/8Eumd22qn0f1GIDBZhHSC",
    "Debian package python3-dulwich": "VtNqBmphFSGm5p72WzYZ7MV0gYLUg/gL4VjGot2g1AL0oIMwArn/ePwK+lvAKafM",
    "Debian package python3-ecdsa":
      "KohMEDTxvkZAPRH7pdadt1HKvVKE/fwtcMk3+IoexwRx/0ZU1Mk1I3NZRYwCqCfiswy129F+lRXPGgOvqsHQpQ==",
    "Debian package python3-ldap": "DjdCXm/4RXA89SZXANBvb3Sg68004gv4s2uQMn2a1Ag=",
    "Debian package python3-pycryptodome":
      "Iw/qcUt5YkwnA312FnWDHyvsRQE4gwukLfycMB/SnxMvdSee3FjKWzCF3Q5FAhW8MOsX6uSdJPk10Cm4sZBFbDjCNe4XGlNoWbEbd8UHthOJxKijNNwBiprJxbTkr9kcnY+AaZqGTImnADgppl3QZ72/6QTgNxGFwLMa/w/rwBTEa/WJwvhhlscCyS5tsUQG3aSra3XkpT3m/iOVZ9NifOl3cDY7JYl69A+jde32Zff6CupFrgc7Xv5KBMuME06b",
    "Debian package python3-tornado": "j3MgWtcQnjycoI6qAxwDIw==",
    "Debian package python3-twisted":
      "LFizECZLFcMszqBXb38S8i2hJUAuuTVANSRATwL3hRpIx169WTMuSHQ/tA9YzXmOkhORjU3YR42Sj8iGPOkH05p9d0faRRjXrenu+ZQrCl6weyeuMJZtnL8EMtqyYgBhzT3baG670ZvUMTMKNX5CXtk2ZGlNK6bY7oxz8OXW/bo=",
    "Debian package ruby-httpclient": "Btmk4bIg/Oh4+Rp4qMHAIQ==",
    "Debian package ruby-sshkey": "DRXWfRfpjSicPhZiZxumU7VODLR8Crep",
    "Debian package testssl.sh":
      "EUEroZr8eLYldjsNPOEtgznDyytrNaILWnINc5PQ1V9lz65hR2SZMYFR5NZX3d9cjxjCpfcX2sybsdfXYdAkq6NVOqHQyncpxCiZI9X1CNHNqkt0ZSXd8uQ/gBrHJRVD56IzYH3tT5rsbfOtbmSRLA==",
    "Debian package vagrant": "k2zafez6VzKm1Atibc/HkA==",
    "npm package http-signature": "Pv3R1ty45zKXWAIXcAPCvQ==",
    "npm package pem-jwk": "hFhj6c3Gvn7dykPLYpgkLQ==",
    "npm package ssh2":
      "AUC/dlsMeYQJCa1Uw+Sg3Qxat4EVmbWPFGGgyUGcuuUheZ1t3AWAYyjkNlp5tejMKgOJQsETlmIsd2sSUhpjqC29ImIC1P02L56QzGWmln0w7OIf0oCE9TGStSfXZOY+N9kTkt4d8NlAwPVpyNUqgEJgLSXFEqi2TvpVoTBkT6xP2u/fS5dgpVPNVAjzjKzVVdT4vIxdxKhcOyRONvPFb194hGOf2KmFYqxBEqDwKeFvtL0fr+qAUXMGdmCwZPhDd590iadUBqh/bjoGdzcRoYCRU/WdDvXzgUkL9w8EeouFJZ+KX0a2poe7kSMZ/Q/NiG8/kMwRXGCQls+9Rud4MZKKnDOE0eD+lJo7ASyD5KKVacp4FD/oSJct6TPRaVZEmrPZ+iY9fj2jcFzw2CeuOLZnGZE6FTIKuSF+EYaafD27ydRv/ZrJ8cGl165oJXLzxcroP9kjsYHGYcpv8IwGpc/ngUkMLFSn1NOBpeeYzMjVi302Swlmo9fnwLdFeU+12OK9krUvqTXfYjKTC1YtnuLdHqtXTFua5IPR2DxYPTbqeesAAK79S+rkTwOv1P9D6+HhOSS8bJbzCzqMH6VblP+MQbBqZKyO",
    "npm package universal-github-app-jwt": "EqO5hHMgX85Ysh7lOlpdAw==",
  },
};
