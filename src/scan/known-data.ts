/** Hashes by source, base64: see known-values.ts. Written by `npm run clean-tree -- --known`. */
export const KNOWN_VALUES = {
  examples: {
    "documentation of AWS, Stripe and jwt.io":
      "Gl1Eotyhlmkc4zFDJy3m6SyvwJcBSahPeDFLEb4uWBV6iY5Q29W4MH91Nn54gSVRqHTcicxJ97rG6ifFNPmT08eU+m0gxk77yyDTSnrdovXagW+fLBbmxeIbWXumucr66KBhS2dHoG/y1soWUVAz5Q==",
  },
  published: {
    "Debian package golang-1.19-src":
      "BrOmSmIuHT8Upbq8ohc0BQ==",
    "Debian package openvpn":
      "C0iMsb6fszs=",
    "Debian package python3-botocore":
      "N3xi0aayn+box/f+4jgrZQ==",
    "Debian package python3-keystoneauth1":
      "iReMCAFwuzA=",
    "Debian package systemd":
      "CBNjFMwG1PI=",
    "Debian package wpasupplicant":
      "bIbGqsX7JLzN1FxZuuH/lQ==",
    "npm package @company/sdk-0":
      "x54Xm0PgsyA=",
    "npm package @company/sdk-1":
      "IKT4rLHXaRU=",
    "npm package @company/sdk-2":
      "G133q96jmx4=",
    "npm package @company/sdk-3":
      "MZIOfV259zk=",
    "npm package left-pad-0":
      "kWWo2ge+7Uw=",
    "npm package left-pad-1":
      "E14nSjUfDlk=",
    "npm package left-pad-2":
      "0bLl1UHvoNA=",
    "npm package left-pad-3":
      "Wt6FNaCvxU4=",
  },
  keys: {
    "Debian package dovecot-core":
      "D7O7fu/RQa7Wvg0JheR5KQ==",
    "Debian package gnutls-bin":
      "HrhQaseq928glePABSfFNmGHvbkJuJ+nkvegK1DDuuu17KjXEeyl08Fj+2rf0qkJ",
    "Debian package golang-1.19-src":
      "ZFv722k24Pi+sAMD4AaYNQ==",
    "Debian package golang-golang-x-crypto-dev":
      "CQdGCHb97I8j+bcPN2YQKSytzvr9YKqFMNZeZ5N2Nb48bmkHr3z0pj9KKdLzFyW8Tc1Iq0fzamNOTmDsk9/ebk8G3mGy3iDVUUKAmatnBfpR+9PoLx2E91PBNbp6VpAoXCvb/nFUeCRh591irvBgeHQ88YLNrYoggjo7v4hmhbiFjfGr0wL7xYpldrt1USBSl8Abuo0mqNugjsSMQa1gB6JVnD878wkHqSBgmcaqT3+p1YVzK0PU9Kufp1YNpWV8uUB7iRsaZ27AbyNl1CH1WMWSIbqDR81JxbNqbWbrnzXKJmr/nAb8udB4ySeOTblw0wNFl1M6i8DXkC6Q4IKc/+0KiH4gH9VK8p2/SNhoCW32hnmJEzEANQ==",
    "Debian package libgnutls30":
      "HCheYwZ1SkwfqJb/7wJyACQRVN83jrScZQ97ymjOXaR7xuJ7FNZSDo+14ApHxVm+ll2wFOXxjJqq9hEWW0Ub5LHCJJB0H18B0pEUFULwX0bbjZNXcUcpKA==",
    "Debian package libio-socket-ssl-perl":
      "HWq8Piy8yIJJ2BnC6vZm5A==",
    "Debian package libnet-ssleay-perl":
      "KZp3pEzW6Vs=",
    "Debian package mariadb-test-data":
      "B3zROchZYXUpluywRVza7jTu6OfStXA8QfEATMVQ9K1OcKBqLh641FQcGYYdCiTlVT87s25i2NxWKoUOBKN1HWDoAMwlLM9oZyI8zPTxEPdsYTbou/mc/25mI7rlf/7cdHLdZtMnlup1C14PCpWvlnWYVda3+6YDg5aJpJm4B0qFpMamqy3WYprdlhl1BE37nnrQSIJy5E6hPu7ppgf5o9wnyvVk5CLL34Jxpek9PyXrlEyRnHy6tw==",
    "Debian package openvpn":
      "NqJldzZxGaFMz0xX0CycQVFRAfP0Qfvih0G7yuaarL2NUGdLq5El5I4erjIksBkHsu6ASEhtApnDcVxQODmlnPBxyWbZH8lE",
    "Debian package python3-aiohttp":
      "1ev/q39cpo3wgUaoUldgnQ==",
    "Debian package python3-certbot":
      "IFOYja2QPf4mWIdCpy0gM0/034UGQBdTZFhpf+hDiL9xSAibDbpVsndN9pYKJ3avj/uWJBhEDTC56YMIOE+OS7/gwcjzzd2/yp02Q7r9pxHTbVE5cY2X19ecbnAZdzLK2PoNkLNZnHrgH3l4R4ucD+oYToN2HVTp6ilc7ZCEDU7zL98kxvoFpfQOt9laD11x",
    "Debian package python3-cryptography-vectors":
      "DijKpJVy+48Qqt9nqE9dHBFdtU/A5LImEe2YpqNC95QUbchJnVF16xwNl2BhnO9uH4e0WGzaDVciHevu+FtlqCNXuRWrW+7KKfpqA23kNn8rZAKZXcVfRS2sdvM2DgoVMqnL2Z1CHIA4Dv1qnWzMxjnhb4HUZPS3P27I/geAu/dAT+aSbmHQblGPdhKOrNcJUv7LLdpEU0ldlruIQ9QdGF8bWyz4NtzNYEsILxQJlVFkUQfYtx/26WcIi4Tkhn+pZz2t7iBOhWhxOBKf2XZiqHOLGrzKdWINeyonrW1Kk9x7xJ3F+CUvDoCnTjmQAHiHhK/dH2MbOXGIDod3HMvqf46/kI3sEYBVkdPhOOTvTVeShxdxCVkKSpdEHa/kS28cl1LZ+ZKI8iKX+TNK0wUVyZi+SvPvv47lnAzb3+g4Zc2cbpxhFzJLhqH7zhtvLZcOoieXYBpgY2CrZo0EjpUcPrB1Ss+7oCGIs8k9kzVhyvS1GRs0PVSASbhWxI4ERhReulW7Zy0pwn672uxYXXCcmcTD174kp3bTxhpNlfswaEHNDBQSNZ+orc1i5VjaI4kR0GVchw9PYCXQulHoif5HDdGVlegSzBdp1FY4cHsui53d3VztTQawseWcn476Nr4I6Lk5mGO6pwTqdQMj6Ael/ffzZ4r3APeK/BCnB2HQz0/8Eumd22qn0f1GIDBZhHSC",
    "Debian package python3-dulwich":
      "VtNqBmphFSGm5p72WzYZ7MV0gYLUg/gL4VjGot2g1AL0oIMwArn/ePwK+lvAKafM",
    "Debian package python3-ecdsa":
      "KohMEDTxvkZAPRH7pdadt1HKvVKE/fwtcMk3+IoexwRx/0ZU1Mk1I3NZRYwCqCfiswy129F+lRXPGgOvqsHQpQ==",
    "Debian package python3-ldap":
      "DjdCXm/4RXA89SZXANBvb3Sg68004gv4s2uQMn2a1Ag=",
    "Debian package python3-tornado":
      "j3MgWtcQnjycoI6qAxwDIw==",
    "Debian package python3-twisted":
      "LFizECZLFcMszqBXb38S8i2hJUAuuTVANSRATwL3hRpIx169WTMuSHQ/tA9YzXmOkhORjU3YR42Sj8iGPOkH05p9d0faRRjXrenu+ZQrCl6weyeuMJZtnL8EMtqyYgBhzT3baG670ZvUMTMKNX5CXtk2ZGlNK6bY7oxz8OXW/bo=",
    "npm package http-signature":
      "Pv3R1ty45zKXWAIXcAPCvQ==",
    "npm package pem-jwk":
      "hFhj6c3Gvn7dykPLYpgkLQ==",
    "npm package ssh2":
      "AUC/dlsMeYQJCa1Uw+Sg3Qxat4EVmbWPFGGgyUGcuuUheZ1t3AWAYyjkNlp5tejMKgOJQsETlmIsd2sSUhpjqC29ImIC1P02L56QzGWmln0w7OIf0oCE9TGStSfXZOY+N9kTkt4d8NlAwPVpyNUqgEJgLSXFEqi2TvpVoTBkT6xP2u/fS5dgpVPNVAjzjKzVVdT4vIxdxKhcOyRONvPFb194hGOf2KmFYqxBEqDwKeFvtL0fr+qAUXMGdmCwZPhDd590iadUBqh/bjoGdzcRoYCRU/WdDvXzgUkL9w8EeouFJZ+KX0a2poe7kSMZ/Q/NiG8/kMwRXGCQls+9Rud4MZKKnDOE0eD+lJo7ASyD5KKVacp4FD/oSJct6TPRaVZEmrPZ+iY9fj2jcFzw2CeuOLZnGZE6FTIKuSF+EYaafD27ydRv/ZrJ8cGl165oJXLzxcroP9kjsYHGYcpv8IwGpc/ngUkMLFSn1NOBpeeYzMjVi302Swlmo9fnwLdFeU+12OK9krUvqTXfYjKTC1YtnuLdHqtXTFua5IPR2DxYPTbqeesAAK79S+rkTwOv1P9D6+HhOSS8bJbzCzqMH6VblP+MQbBqZKyO",
    "npm package universal-github-app-jwt":
      "EqO5hHMgX85Ysh7lOlpdAw==",
  },
};
