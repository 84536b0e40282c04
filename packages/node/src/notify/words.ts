/** The words of the mails, in each language that they are written in: plain, and nothing in them about content. */
import type { NoticeKind, NoticeLanguage } from '@annals/ledger/rest';

export interface Words {
  readonly subject: string;
  readonly opening: string;
  readonly kinds: Readonly<Record<NoticeKind, string>>;
  /** After a sentence that is true more than once. */
  readonly times: (count: number) => string;
  /** Where to look; null: the node knows no explorer. */
  readonly look: (url: string | null) => string;
  readonly caution: string;
  /** How to stop; null: there is no link. */
  readonly stop: (url: string | null) => string;
  readonly codeSubject: string;
  readonly code: (code: string) => readonly string[];
}

const COMMAND = 'annals notices unsubscribe';

export const WORDS: Readonly<Record<NoticeLanguage, Words>> = {
  en: {
    subject: 'Annals: something was written about you',
    opening: 'Something was written about you on the ledger:',
    kinds: {
      read: 'Somebody read your records.',
      'read-refused': 'Somebody asked to read your records and was refused.',
      'emergency-read': 'Somebody read your records in an emergency. A second officer has to review it.',
      'hidden-read': 'A reading of your records under a court order was kept back until now and is disclosed.',
      'record-issued': 'A record was issued to you.',
      'record-changed': 'One of your records was changed.',
      'record-erased': 'The content of one of your records was erased.',
      'consent-changed': 'A consent of yours was given or withdrawn.',
      'restriction-changed': 'Who may read your records without your consent was changed.',
      'mandate-changed': 'It was changed who may act for you, or for whom you act.',
      recovery: 'A new key in place of yours is being asked for, or this has gone on. Object if you did not want it.',
      'key-changed': 'Your key was replaced by a new one.',
      'death-reported': 'An agency says that you have died. Object if that is wrong, before a second one confirms it.',
      closed: 'A life event was entered.',
      'death-objected': 'You have objected: the report that you have died counts no more.',
    },
    times: (count) => ` (${count} times)`,
    look: (url) =>
      url === null
        ? 'Who it was and why stands in your access log, which proves that no entry is missing: annals access log'
        : `Who it was and why stands in the explorer, which proves that no entry is missing:\n${url}`,
    caution: 'This mail says no more on purpose. Nobody needs your password or your phrase to tell you about it.',
    stop: (url) => (url === null ? `To stop these mails: ${COMMAND}` : `To stop these mails:\n${url}`),
    codeSubject: 'Annals: your code',
    code: (code) => [
      'Somebody, you as we hope, wants notices about records on the ledger to go to this address.',
      `The code is ${code}`,
      'Give it with: annals notices confirm',
      'If it was not you, do nothing: no other mail will come.',
    ],
  },
  'zh-Hant': {
    subject: 'Annals：有關於您的新記載',
    opening: '帳本上有關於您的新記載：',
    kinds: {
      read: '有人查閱了您的紀錄。',
      'read-refused': '有人要求查閱您的紀錄，已被拒絕。',
      'emergency-read': '有人在緊急情況下查閱了您的紀錄，須由第二名人員覆核。',
      'hidden-read': '一次依法院命令查閱您紀錄的事先前保密，現予公開。',
      'record-issued': '有一份紀錄已發給您。',
      'record-changed': '您的一份紀錄已更改。',
      'record-erased': '您的一份紀錄的內容已刪除。',
      'consent-changed': '您的一項同意已給予或撤回。',
      'restriction-changed': '未經您同意時誰可查閱您的紀錄，已有更改。',
      'mandate-changed': '誰可代您行事，或您代誰行事，已有更改。',
      recovery: '有人申請以新的密鑰取代您的密鑰，或該申請有進展。若非您所願，請提出反對。',
      'key-changed': '您的密鑰已換新。',
      'death-reported': '有機關登記您已死亡。若有誤，請在另一機關確認前提出反對。',
      closed: '已登記一項人生大事。',
      'death-objected': '您已提出反對：關於您死亡的登記不再有效。',
    },
    times: (count) => `（${count} 次）`,
    look: (url) =>
      url === null
        ? '是誰、為何查閱，載於您的查閱紀錄，並可證明沒有遺漏：annals access log'
        : `是誰、為何查閱，載於瀏覽網站，並可證明沒有遺漏：\n${url}`,
    caution: '本郵件刻意不多說。任何人都不需要您的密碼或助記詞來通知您。',
    stop: (url) => (url === null ? `停止接收：${COMMAND}` : `停止接收：\n${url}`),
    codeSubject: 'Annals：您的驗證碼',
    code: (code) => [
      '有人（但願是您本人）希望把帳本紀錄的通知寄到這個地址。',
      `驗證碼：${code}`,
      '請輸入：annals notices confirm',
      '若不是您，請不必理會：不會再有其他郵件。',
    ],
  },
  et: {
    subject: 'Annals: Sinu kohta tehti kanne',
    opening: 'Registrisse tehti Sinu kohta kanne:',
    kinds: {
      read: 'Keegi vaatas Sinu andmeid.',
      'read-refused': 'Keegi soovis Sinu andmeid vaadata, kuid sai keeldumise.',
      'emergency-read': 'Keegi vaatas Sinu andmeid hädaolukorras. Teine ametnik peab selle üle kontrollima.',
      'hidden-read': 'Sinu andmete vaatamine kohtu määrusel hoiti seni salajas ja on nüüd avaldatud.',
      'record-issued': 'Sulle väljastati dokument.',
      'record-changed': 'Üht Sinu dokumenti muudeti.',
      'record-erased': 'Ühe Sinu dokumendi sisu kustutati.',
      'consent-changed': 'Sinu nõusolek anti või võeti tagasi.',
      'restriction-changed': 'Muudeti seda, kes võib Sinu andmeid ilma Sinu nõusolekuta vaadata.',
      'mandate-changed': 'Muudeti seda, kes võib Sinu nimel tegutseda või kelle nimel tegutsed Sina.',
      recovery:
        'Sinu võtme asemele taotletakse uut või see taotlus on edenenud. Kui Sa seda ei soovinud, esita vastuväide.',
      'key-changed': 'Sinu võti asendati uuega.',
      'death-reported':
        'Asutus teatas, et oled surnud. Kui see on vale, esita vastuväide, enne kui teine asutus seda kinnitab.',
      closed: 'Registrisse kanti elusündmus.',
      'death-objected': 'Sa esitasid vastuväite: teade Sinu surmast enam ei kehti.',
    },
    times: (count) => ` (${count} korda)`,
    look: (url) =>
      url === null
        ? 'Kes see oli ja miks, on kirjas Sinu päringute logis, mis tõendab, et ükski kanne ei puudu: annals access log'
        : `Kes see oli ja miks, näed vaaturis, mis tõendab, et ükski kanne ei puudu:\n${url}`,
    caution: 'See kiri ei ütle meelega rohkem. Kellelgi pole Sulle teatamiseks vaja Sinu parooli ega taastefraasi.',
    stop: (url) => (url === null ? `Kirjadest loobumiseks: ${COMMAND}` : `Kirjadest loobumiseks:\n${url}`),
    codeSubject: 'Annals: Sinu kood',
    code: (code) => [
      'Keegi, loodetavasti Sina ise, soovib, et teated registrikannete kohta tuleksid sellele aadressile.',
      `Kood on ${code}`,
      'Sisesta see käsuga: annals notices confirm',
      'Kui see polnud Sina, ära tee midagi: rohkem kirju ei tule.',
    ],
  },
};
