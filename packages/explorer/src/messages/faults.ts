/** What is said of a part of the page that could not be shown, and of values that are none, in every language. */

export const faults = {
  en: {
    'format.noDate': 'a date that no calendar has ({value})',
    'format.noCurrency': '{value} of the smallest unit of “{currency}”, which is no known currency',
    'part.failed': 'This part cannot be shown',
    'part.failedHint':
      'Something in it is not as this page expects. The rest of the page is not affected. Nothing was reported to anybody. Try again, or ask another node under “Home”; if it stays so, look with the command line, or ask an agency.',
  },
  et: {
    'format.noDate': 'kuupäev, mida üheski kalendris ei ole ({value})',
    'format.noCurrency': '{value} ühikut, valuutat „{currency}“ ei tunta',
    'part.failed': 'Seda osa ei saa näidata',
    'part.failedHint':
      'Miski selles ei ole nii, nagu see leht ootab. Ülejäänud lehte see ei mõjuta. Kellelegi midagi ei teatatud. Proovi uuesti või küsi avalehel teiselt sõlmelt; kui see jääb nii, vaata käsurealt või küsi asutuselt.',
  },
  zhHant: {
    'format.noDate': '任何曆法都沒有的日期（{value}）',
    'format.noCurrency': '{value}（最小單位），「{currency}」不是已知的貨幣',
    'part.failed': '這個部分無法顯示',
    'part.failedHint':
      '其中有些內容與本頁所預期的不同；頁面的其餘部分不受影響，也沒有向任何人通報。請再試一次，或在首頁改問另一個節點；若仍如此，請用命令列查看，或洽詢機關。',
  },
} as const;
