/** What the way in says, in every language: signing in by file or by words, and what can be wrong with either. */

export const signIn = {
  en: {
    'mine.hint':
      'Choose the file of your wallet and type its password, or type its words. None of it leaves your browser, and nothing is kept when you sign out.',
    'mine.way': 'How do you want to sign in?',
    'mine.byFile': 'With the file of my wallet',
    'mine.byWords': 'With the words of my wallet',
    'mine.words': 'Your words',
    'mine.wordsHint':
      'The 12 or 24 words that you wrote down, in their order, with a space between them. Whoever has them has your keys: type them only where the address of this page is the one that you know.',
    'mine.near': 'Perhaps you mean: {words}',
    'mine.file': 'Wallet file',
    'mine.password': 'Password of the wallet',
    'mine.signIn': 'Sign in',
    'mine.opening': 'Opening the wallet…',
    'mine.missing': 'Choose a file and type the password.',
    'mine.missingWords': 'Type your words.',
    'mine.signOut': 'Sign out',
    'mine.locked': 'You were signed out because nothing happened for ten minutes.',
    'mine.welcome': 'Signed in as {name}',
    'mine.welcomeByWords': 'Signed in with your words',
    'mine.replaced':
      'In these sectors another key has taken the place of the one that your words give: {sectors}. If you have not asked for that, tell the agency that enrolled you.',
    'mine.liars':
      'Warning: do not rely on these nodes, whose answer about your pseudonyms does not hold: {nodes}. It was not used.',
    'mine.unheard':
      'These nodes did not answer when your pseudonyms were looked for: {nodes}. If a sector is missing, sign in again later.',
    'error.phrase.unknown-word': 'Word {place}, “{word}”, is not in the list of words.',
    'error.phrase.length': 'These are not 12 or 24 words.',
    'error.phrase.checksum':
      'Every word is in the list, but together they are no phrase. Compare each word and the order with your paper.',
    'error.phrase.no-subject': 'Nobody is enrolled on this network with these words.',
    'error.keystore.password': 'The file does not open with this password.',
    'error.keystore.malformed': 'This is not the file of a person’s wallet.',
  },
  et: {
    'mine.hint':
      'Vali oma rahakotifail ja sisesta selle parool või sisesta rahakoti sõnad. Miski sellest ei lahku brauserist ja pärast väljalogimist ei jää midagi alles.',
    'mine.way': 'Kuidas soovid sisse logida?',
    'mine.byFile': 'Rahakotifailiga',
    'mine.byWords': 'Rahakoti sõnadega',
    'mine.words': 'Sinu sõnad',
    'mine.wordsHint':
      '12 või 24 sõna, mille üles kirjutasid, õiges järjekorras ja tühikutega. Kellel on sõnad, sellel on sinu võtmed: sisesta neid ainult siis, kui selle lehe aadress on see, mida tead.',
    'mine.near': 'Võib-olla mõtled: {words}',
    'mine.file': 'Rahakotifail',
    'mine.password': 'Rahakoti parool',
    'mine.signIn': 'Logi sisse',
    'mine.opening': 'Avan rahakotti…',
    'mine.missing': 'Vali fail ja sisesta parool.',
    'mine.missingWords': 'Sisesta oma sõnad.',
    'mine.signOut': 'Logi välja',
    'mine.locked': 'Sind logiti välja, sest kümme minutit ei toimunud midagi.',
    'mine.welcome': 'Sisse logitud: {name}',
    'mine.welcomeByWords': 'Sisse logitud sõnadega',
    'mine.replaced':
      'Nendes valdkondades on sinu sõnadest tuleva võtme asemel teine võti: {sectors}. Kui sa ei ole seda palunud, teata asutusele, kes sind registreeris.',
    'mine.liars':
      'Hoiatus: ära usalda neid sõlmi, mille vastus sinu pseudonüümide kohta ei pea paika: {nodes}. Seda ei kasutatud.',
    'mine.unheard':
      'Need sõlmed ei vastanud, kui sinu pseudonüüme otsiti: {nodes}. Kui mõni valdkond puudub, logi hiljem uuesti sisse.',
    'error.phrase.unknown-word': 'Sõna {place}, „{word}“, ei ole sõnade loendis.',
    'error.phrase.length': 'Neid ei ole 12 ega 24 sõna.',
    'error.phrase.checksum':
      'Iga sõna on loendis, kuid koos ei ole need õiged. Võrdle iga sõna ja järjekorda oma paberiga.',
    'error.phrase.no-subject': 'Nende sõnadega ei ole selles võrgus kedagi registreeritud.',
    'error.keystore.password': 'Fail ei avane selle parooliga.',
    'error.keystore.malformed': 'See ei ole isiku rahakoti fail.',
  },
  zhHant: {
    'mine.hint': '選擇您的錢包檔案並輸入密碼，或輸入錢包的單詞。這些都不會離開您的瀏覽器，登出後不留任何資料。',
    'mine.way': '您想如何登入？',
    'mine.byFile': '使用錢包檔案',
    'mine.byWords': '使用錢包的單詞',
    'mine.words': '您的單詞',
    'mine.wordsHint':
      '您抄下的 12 或 24 個單詞，按順序輸入，以空格分隔。誰擁有這些單詞，誰就擁有您的密鑰：只有在確認本頁網址正確時才輸入。',
    'mine.near': '您是否指：{words}',
    'mine.file': '錢包檔案',
    'mine.password': '錢包密碼',
    'mine.signIn': '登入',
    'mine.opening': '正在開啟錢包…',
    'mine.missing': '請選擇檔案並輸入密碼。',
    'mine.missingWords': '請輸入您的單詞。',
    'mine.signOut': '登出',
    'mine.locked': '因十分鐘沒有操作，您已登出。',
    'mine.welcome': '已登入：{name}',
    'mine.welcomeByWords': '已使用單詞登入',
    'mine.replaced':
      '在以下領域，另一把密鑰已取代您的單詞所產生的密鑰：{sectors}。若非您所要求，請通知為您登記的機構。',
    'mine.liars': '警告：請勿信賴以下節點，其關於您假名的回答無法成立：{nodes}。該回答未被採用。',
    'mine.unheard': '查找您的假名時，以下節點沒有回應：{nodes}。若缺少某個領域，請稍後重新登入。',
    'error.phrase.unknown-word': '第 {place} 個單詞「{word}」不在單詞表中。',
    'error.phrase.length': '單詞數目不是 12 或 24 個。',
    'error.phrase.checksum': '每個單詞都在表中，但合起來不正確。請逐一核對單詞及其順序。',
    'error.phrase.no-subject': '本網絡沒有人以這些單詞登記。',
    'error.keystore.password': '此密碼無法開啟檔案。',
    'error.keystore.malformed': '這不是個人錢包的檔案。',
  },
} as const;
