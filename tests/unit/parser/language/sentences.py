"""Sentences as customers write them, by language: long, middling and short ones."""

from collections.abc import Mapping, Sequence

SENTENCES: Mapping[str, Sequence[str]] = {
    "ar": (
        "مرحبا، لم تصل الطلبية التي دفعت ثمنها الأسبوع الماضي، هل يمكنكم إخباري متى ستصل؟",
        "أرجو إرسال الفاتورة مرة أخرى إلى هذا العنوان.",
        "شكرا جزيلا على المساعدة",
    ),
    "bg": (
        "Здравейте, поръчката, която платих миналата седмица, още не е пристигнала. Кога ще бъде доставена?",
        "Моля, изпратете ми фактурата още веднъж на този адрес.",
        "Благодаря ви много за бързата помощ",
    ),
    "ca": (
        "Bon dia, encara no he rebut la comanda que vaig pagar la setmana passada. Em podríeu dir quan arribarà?",
        "Si us plau, torneu a enviar-me la factura a aquesta adreça.",
        "Moltes gràcies per la vostra ajuda",
    ),
    "cs": (
        "Dobrý den, objednávka, kterou jsem minulý týden zaplatil, ještě nedorazila. Můžete mi říct, kdy přijde?",
        "Pošlete mi prosím fakturu ještě jednou na tuto adresu.",
        "Děkuji vám za rychlou pomoc",
    ),
    "da": (
        "Hej, den bestilling, som jeg betalte i sidste uge, er ikke kommet endnu. Kan I sige mig, hvornår den kommer?",
        "Vær venlig at sende mig fakturaen igen til denne adresse.",
        "Mange tak for hjælpen med det",
    ),
    "de": (
        "Guten Tag, die Bestellung, die ich letzte Woche bezahlt habe, ist noch nicht da. Wann wird sie geliefert?",
        "Bitte schicken Sie mir die Rechnung noch einmal an diese Adresse.",
        "Vielen Dank für Ihre schnelle Hilfe",
    ),
    "el": (
        "Καλημέρα σας, η παραγγελία που πλήρωσα την περασμένη εβδομάδα δεν έχει φτάσει ακόμα. Πότε θα παραδοθεί;",
        "Παρακαλώ στείλτε μου ξανά το τιμολόγιο σε αυτή τη διεύθυνση.",
        "Σας ευχαριστώ πολύ για τη βοήθεια",
    ),
    "en": (
        "Hello, the order that I paid for last week has not arrived yet. Could you tell me when it will be delivered?",
        "Please send the invoice to this address once more.",
        "Thank you very much for your quick help",
    ),
    "es": (
        "Buenos días, el pedido que pagué la semana pasada todavía no ha llegado. ¿Me pueden decir cuándo llegará?",
        "Por favor, envíenme otra vez la factura a esta dirección.",
        "Muchas gracias por su rápida ayuda",
    ),
    "et": (
        "Tere, tellimus, mille eest ma eelmisel nädalal maksin, ei ole veel kohale jõudnud. Millal see tuleb?",
        "Palun saatke mulle arve veel kord sellele aadressile.",
        "Suur tänu teile kiire abi eest",
    ),
    "fa": (
        "سلام، سفارشی که هفته گذشته پولش را پرداخت کردم هنوز نرسیده است. می‌توانید بگویید چه زمانی می‌رسد؟",
        "لطفا فاکتور را یک بار دیگر به این نشانی بفرستید.",
        "از کمک شما خیلی ممنونم",
    ),
    "fi": (
        "Hei, tilaus, jonka maksoin viime viikolla, ei ole vielä saapunut. Voitteko kertoa, milloin se toimitetaan?",
        "Lähettäkää lasku vielä kerran tähän osoitteeseen, kiitos.",
        "Paljon kiitoksia nopeasta avusta",
    ),
    "fr": (
        "Bonjour, la commande que j'ai payée la semaine dernière n'est pas encore arrivée. Quand sera-t-elle livrée ?",
        "Merci de m'envoyer encore une fois la facture à cette adresse.",
        "Merci beaucoup pour votre aide rapide",
    ),
    "he": (
        "שלום, ההזמנה ששילמתי עליה בשבוע שעבר עדיין לא הגיעה. תוכלו לומר לי מתי היא תגיע?",
        "אנא שלחו לי את החשבונית שוב לכתובת הזאת.",
        "תודה רבה על העזרה המהירה",
    ),
    "hi": (
        "नमस्ते, पिछले सप्ताह जिस ऑर्डर का मैंने भुगतान किया था वह अभी तक नहीं आया है। वह कब पहुँचेगा?",
        "कृपया बिल एक बार फिर इस पते पर भेज दीजिए।",
        "आपकी मदद के लिए बहुत धन्यवाद",
    ),
    "hr": (
        "Dobar dan, narudžba koju sam platio prošli tjedan još nije stigla. Možete li mi reći kada će stići?",
        "Molim vas, pošaljite mi račun još jednom na ovu adresu.",
        "Hvala vam lijepa na brzoj pomoći",
    ),
    "hu": (
        "Jó napot kívánok, a múlt héten kifizetett rendelésem még nem érkezett meg. Mikor szállítják ki?",
        "Kérem, küldjék el a számlát még egyszer erre a címre.",
        "Nagyon köszönöm a gyors segítséget",
    ),
    "id": (
        "Selamat pagi, pesanan yang saya bayar minggu lalu belum sampai. Bisakah Anda memberi tahu kapan tibanya?",
        "Tolong kirimkan fakturnya sekali lagi ke alamat ini.",
        "Terima kasih banyak atas bantuannya",
    ),
    "it": (
        "Buongiorno, l'ordine che ho pagato la settimana scorsa non è ancora arrivato. Potete dirmi quando arriverà?",
        "Vi prego di mandarmi di nuovo la fattura a questo indirizzo.",
        "Grazie mille per il vostro aiuto",
    ),
    "ja": (
        "お世話になっております。先週お支払いした注文がまだ届いていません。いつ届くか教えていただけますか。",
        "請求書をこの住所にもう一度送ってください。",
        "ご対応ありがとうございました",
    ),
    "ko": (
        "안녕하세요, 지난주에 결제한 주문이 아직 도착하지 않았습니다. 언제 배송되는지 알려 주시겠어요?",
        "청구서를 이 주소로 다시 한번 보내 주세요.",
        "빠른 도움에 감사드립니다",
    ),
    "lt": (
        "Laba diena, užsakymas, už kurį sumokėjau praėjusią savaitę, dar neatvyko. Kada jis bus pristatytas?",
        "Prašau dar kartą atsiųsti sąskaitą šiuo adresu.",
        "Labai ačiū už greitą pagalbą",
    ),
    "lv": (
        "Labdien, pasūtījums, par kuru es samaksāju pagājušajā nedēļā, vēl nav pienācis. Kad tas tiks piegādāts?",
        "Lūdzu, nosūtiet man rēķinu vēlreiz uz šo adresi.",
        "Liels paldies par ātro palīdzību",
    ),
    "nl": (
        "Goedendag, de bestelling die ik vorige week betaald heb, is nog niet aangekomen. Wanneer wordt ze geleverd?",
        "Wilt u mij de factuur nog een keer naar dit adres sturen?",
        "Hartelijk dank voor uw snelle hulp",
    ),
    "no": (
        "Hei, bestillingen som jeg betalte for forrige uke, har ikke kommet ennå. Kan dere si meg når den blir levert?",
        "Vennligst send meg fakturaen en gang til på denne adressen.",
        "Tusen takk for den raske hjelpen, jeg setter pris på det",
    ),
    "pl": (
        "Dzień dobry, zamówienie, za które zapłaciłem w zeszłym tygodniu, nie dotarło. Kiedy będzie dostarczone?",
        "Proszę o ponowne przesłanie faktury na ten adres.",
        "Dziękuję bardzo za szybką pomoc",
    ),
    "pt": (
        "Bom dia, a encomenda que paguei na semana passada ainda não chegou. Podem dizer-me quando será entregue?",
        "Por favor, enviem-me outra vez a fatura para este endereço.",
        "Muito obrigado pela sua ajuda rápida",
    ),
    "ro": (
        "Bună ziua, comanda pe care am plătit-o săptămâna trecută nu a ajuns încă. Îmi puteți spune când va veni?",
        "Vă rog să îmi trimiteți factura încă o dată la această adresă.",
        "Vă mulțumesc mult pentru ajutorul rapid",
    ),
    "ru": (
        "Здравствуйте, заказ, который я оплатил на прошлой неделе, ещё не пришёл. Скажите, когда его доставят?",
        "Пожалуйста, отправьте мне счёт ещё раз на этот адрес.",
        "Большое спасибо за быструю помощь",
    ),
    "sk": (
        "Dobrý deň, objednávka, ktorú som minulý týždeň zaplatil, ešte nedorazila. Môžete mi povedať, kedy príde?",
        "Pošlite mi prosím faktúru ešte raz na túto adresu.",
        "Ďakujem vám veľmi pekne za rýchlu pomoc",
    ),
    "sl": (
        "Dober dan, naročilo, ki sem ga plačal prejšnji teden, še ni prispelo. Mi lahko poveste, kdaj bo dostavljeno?",
        "Prosim, pošljite mi račun še enkrat na ta naslov.",
        "Najlepša hvala za hitro pomoč",
    ),
    "sr": (
        "Добар дан, поруџбина коју сам платио прошле недеље још није стигла. Можете ли ми рећи када ће стићи?",
        "Молим вас, пошаљите ми рачун још једном на ову адресу.",
        "Хвала вам лепо на брзој помоћи",
    ),
    "sv": (
        "Hej, beställningen som jag betalade förra veckan har inte kommit fram ännu. Kan ni säga när den levereras?",
        "Var snäll och skicka fakturan en gång till på den här adressen.",
        "Tack så mycket för den snabba hjälpen",
    ),
    "th": (
        "สวัสดีครับ สินค้าที่ผมชำระเงินเมื่อสัปดาห์ที่แล้วยังไม่มาถึง ช่วยบอกได้ไหมว่าจะส่งเมื่อไร",
        "กรุณาส่งใบแจ้งหนี้มาที่ที่อยู่นี้อีกครั้ง",
        "ขอบคุณมากสำหรับความช่วยเหลือ",
    ),
    "tr": (
        "Merhaba, geçen hafta ödediğim sipariş henüz gelmedi. Ne zaman teslim edileceğini söyleyebilir misiniz?",
        "Lütfen faturayı bu adrese bir kez daha gönderin.",
        "Hızlı yardımınız için çok teşekkür ederim",
    ),
    "uk": (
        "Доброго дня, замовлення, яке я оплатив минулого тижня, ще не надійшло. Коли його буде доставлено?",
        "Будь ласка, надішліть мені рахунок ще раз на цю адресу.",
        "Дуже дякую за швидку допомогу",
    ),
    "vi": (
        "Xin chào, đơn hàng tôi đã thanh toán tuần trước vẫn chưa đến. Anh chị cho tôi biết khi nào sẽ giao nhé?",
        "Vui lòng gửi lại hóa đơn cho tôi theo địa chỉ này.",
        "Cảm ơn rất nhiều vì đã giúp đỡ",
    ),
    "zh": (
        "您好，我上周付款的订单到现在还没有收到，请问什么时候能送到？",
        "请把发票再寄一次到这个地址。",
        "非常感谢您的帮助，祝您工作愉快",
    ),
}
