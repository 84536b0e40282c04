/**
 * What is said to somebody who lives and is reported or recorded as dead, of logs that are not all there, and in commands
 * that are printed, in every language.
 */

export const closed = {
  en: {
    'recovery.open': 'Somebody has asked to replace your key',
    'recovery.openHint':
      '{agency} asked for it. It takes effect from {time} on, unless you object. If it was not you, object now, at the counter of the agency that enrolled you or with your wallet:',
    'command.wallet': 'name of your wallet',
    'command.holder': 'name of your wallet',
    'death.reported': 'An agency says that you have died',
    'death.reportedHint':
      '{agency} said so on {time}. It has no effect before a second agency says the same. If it is wrong, object now, at the counter of the agency that enrolled you or with your wallet:',
    'closed.title': 'You are recorded as dead in the sector: {sector}',
    'closed.what':
      'Two agencies have reported your death; the second did so on {time}. Since then your key is refused, nothing about you is shown here, and an objection with your wallet counts no more.',
    'closed.where':
      'If you read this, the record is wrong. Go in person to the agency that enrolled you, {agency}, and ask which two agencies reported it; then to those agencies, to a court, or to the data-protection authority. Nobody can undo it on this page.',
    'closed.nothing': 'Nothing of this sector is shown: see the warning at the top of this page.',
    'mine.partTitle': 'Not complete: {whole} of {count} sectors verified',
    'mine.partPending': '{sector}: still being verified',
    'mine.partFailed': '{sector}: not shown, because of this: {reason}',
  },
  et: {
    'recovery.open': 'Keegi on taotlenud sinu võtme asendamist',
    'recovery.openHint':
      'Taotles {agency}. See jõustub alates {time}, kui sa vastu ei vaidle. Kui see ei olnud sina, vaidle kohe vastu: sind registreerinud asutuse letis või oma rahakotiga:',
    'command.wallet': 'sinu rahakoti nimi',
    'command.holder': 'sinu rahakoti nimi',
    'death.reported': 'Asutus teatas, et oled surnud',
    'death.reportedHint':
      'Seda teatas {agency} {time}. See ei kehti enne, kui teine asutus sama kinnitab. Kui see on vale, vaidle kohe vastu: sind registreerinud asutuse letis või oma rahakotiga:',
    'closed.title': 'Sind on kantud surnuks, valdkond: {sector}',
    'closed.what':
      'Kaks asutust on teatanud sinu surmast, teine neist {time}. Sellest ajast sinu võtit ei tunnistata, siin ei näidata sinu kohta midagi ja vastuväide rahakotiga enam ei loe.',
    'closed.where':
      'Kui Sa seda loed, on kanne vale. Mine ise kohale asutusse, mis sind registreeris ({agency}), ja küsi, millised kaks asutust surmast teatasid; siis pöördu nende asutuste, kohtu või andmekaitseasutuse poole. Sellel lehel ei saa seda keegi tagasi võtta.',
    'closed.nothing': 'Sellest valdkonnast ei näidata midagi: vaata hoiatust lehe alguses.',
    'mine.partTitle': 'Ei ole täielik: kontrollitud valdkondi {whole}, kokku {count}',
    'mine.partPending': '{sector}: kontrollimine kestab',
    'mine.partFailed': '{sector}: ei näidata, põhjus: {reason}',
  },
  zhHant: {
    'recovery.open': '有人要求更換您的金鑰',
    'recovery.openHint':
      '由{agency}提出。若您不反對，將自 {time} 起生效。若非您本人所為，請立即到為您登錄的機關櫃檯或以錢包提出反對：',
    'command.wallet': '您的錢包名稱',
    'command.holder': '您的錢包名稱',
    'death.reported': '有機關登記您已死亡',
    'death.reportedHint':
      '由{agency}於 {time} 登記。在另一機關確認之前不生效。若有誤，請立即到為您登錄的機關櫃檯或以錢包提出反對：',
    'closed.title': '您在此領域被登記為已死亡：{sector}',
    'closed.what':
      '兩個機關登記您已死亡，第二個機關於 {time} 登記。自此您的金鑰不再被接受，此處不顯示任何關於您的內容，以錢包提出的反對也不再有效。',
    'closed.where':
      '若您正在閱讀本頁，這項登記就是錯的。請親自到為您登錄的機關（{agency}），詢問是哪兩個機關登記的；再向這些機關、法院或資料保護機關提出。本頁無法撤銷這項登記。',
    'closed.nothing': '此領域的內容一概不顯示：請看本頁上方的警告。',
    'mine.partTitle': '不完整：{count} 個領域中已驗證 {whole} 個',
    'mine.partPending': '{sector}：仍在驗證',
    'mine.partFailed': '{sector}：未顯示，原因：{reason}',
  },
} as const;
