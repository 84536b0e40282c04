/** What the home page says of the reports that agencies make of their reads, in every language. */

export const reports = {
  en: {
    'report.until': 'Reads reported up to',
    'report.hint':
      'Each agency must say, period by period, how many reads its systems made. A missing report, or one that does not match what the ledger counted, means that data may have been read past the ledger: ask the agency.',
    'report.none': 'none yet',
    'report.missing': 'missing: {count}',
    'report.mismatches': 'do not match: {count}',
  },
  et: {
    'report.until': 'Lugemistest aru antud kuni',
    'report.hint':
      'Iga asutus peab perioodi kaupa ütlema, mitu korda tema süsteemid andmeid lugesid. Kui aruanne puudub või ei vasta pearaamatu loendile, võidi andmeid lugeda pearaamatust mööda: küsi asutuselt.',
    'report.none': 'veel mitte',
    'report.missing': 'puudu: {count}',
    'report.mismatches': 'ei vasta: {count}',
  },
  zhHant: {
    'report.until': '讀取次數已申報至',
    'report.hint':
      '每個機關須逐期申報其系統讀取了幾次。若缺少申報，或與帳本的計數不符，表示資料可能曾被繞過帳本讀取：請詢問該機關。',
    'report.none': '尚無',
    'report.missing': '缺少：{count}',
    'report.mismatches': '不符：{count}',
  },
} as const;
