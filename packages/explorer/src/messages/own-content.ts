/** What is said of content that does not fit its type, and of sections that were not sealed as they had to be. */

export const ownContent = {
  en: {
    'mine.unfit':
      'This is not what a record of its type must say. It is shown as the agency sealed it; do not rely on it.',
    'mine.closed': 'Sealed to a key that is not in this wallet.',
    'mine.wrong':
      'This section is sealed to you and does not open: the agency has not sealed it as it had to. You can prove that to anybody. The proof shows who issued it, and nothing else of yours.',
    'mine.saveWrong': 'Save the proof',
    'check.wrong':
      'The section “{section}” of this record was not sealed as it had to be: the person whom it is about cannot open it.',
    'fault.unproven': 'The seal to her is not one.',
    'fault.closed': 'The seal to her does not give the key of the content.',
    'fault.uncommitted': 'It opens to something else than the agency has committed to.',
    'error.wrong.none': 'The accusation is false: the section opens as it should.',
    'error.wrong.disclosure': 'The file does not show what it says: what the seal gives is missing or wrong.',
    'error.wrong.malformed': 'The file is no such proof.',
  },
  zhHant: {
    'mine.unfit': '這不是此類紀錄應有的內容。以下照機關所封存的原樣顯示，請勿據以認定。',
    'mine.closed': '這是封存給另一把金鑰的，該金鑰不在這個錢包裡。',
    'mine.wrong':
      '這個部分封存給您，卻無法開啟：機關沒有依規定封存。您可以向任何人證明這件事。證明只會顯示是誰簽發的，不會顯示您的其他資料。',
    'mine.saveWrong': '儲存證明',
    'check.wrong': '這筆紀錄的「{section}」部分沒有依規定封存，當事人無法開啟。',
    'fault.unproven': '給當事人的封存並不成立。',
    'fault.closed': '給當事人的封存，無法取得內容的金鑰。',
    'fault.uncommitted': '開啟後的內容，與機關在帳本上承諾的不同。',
    'error.wrong.none': '這項指控不實：該部分可以正常開啟。',
    'error.wrong.disclosure': '檔案未能證明它所說的事：缺少封存所得的資料，或資料有誤。',
    'error.wrong.malformed': '這個檔案不是這類證明。',
  },
  et: {
    'mine.unfit':
      'See ei ole see, mida seda liiki kirje peab sisaldama. Sisu on näidatud nii, nagu asutus selle pitseeris; ära sellele tugine.',
    'mine.closed': 'Pitseeritud võtmele, mida selles rahakotis ei ole.',
    'mine.wrong':
      'See osa on pitseeritud sulle, kuid ei avane: asutus ei ole seda pitseerinud nii, nagu pidi. Sa saad seda igaühele tõendada. Tõend näitab, kes selle väljastas, ja mitte midagi muud sinu kohta.',
    'mine.saveWrong': 'Salvesta tõend',
    'check.wrong':
      'Selle kirje osa „{section}“ ei ole pitseeritud nii, nagu pidi: isik, kelle kohta see on, ei saa seda avada.',
    'fault.unproven': 'Isikule mõeldud pitser ei ole kehtiv.',
    'fault.closed': 'Isikule mõeldud pitser ei anna sisu võtit.',
    'fault.uncommitted': 'See avaneb millekski muuks, kui asutus pearaamatus kinnitas.',
    'error.wrong.none': 'Süüdistus on väär: see osa avaneb nii, nagu peab.',
    'error.wrong.disclosure': 'Fail ei näita seda, mida väidab: pitserist saadu puudub või on vale.',
    'error.wrong.malformed': 'See fail ei ole selline tõend.',
  },
} as const;
